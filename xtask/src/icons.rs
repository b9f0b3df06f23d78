//! Every icon format, drawn from the one SVG.

#[cfg(not(feature = "icons"))]
use crate::failure::Failure;

/// Draws the icons. The drawing crates are behind a feature, so this starts xtask again with it.
#[cfg(not(feature = "icons"))]
pub fn make() -> Result<(), Failure> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    // A target folder of its own, so that the xtask that runs isn't the file being replaced.
    let arguments =
        ["run", "--quiet", "--package", "xtask", "--features", "icons", "--target-dir", "target/xtask-icons"];
    let status = std::process::Command::new(cargo).args(arguments).args(["--", "icons"]).status();
    if status.map_err(Failure::io("cargo"))?.success() { Ok(()) } else { Err(Failure::AlreadySaid) }
}

#[cfg(feature = "icons")]
pub use drawing::make;

#[cfg(feature = "icons")]
mod drawing {
    use std::fs::{self, File};

    use resvg::tiny_skia::{Pixmap, Transform};
    use resvg::usvg::{Options, Tree};

    use crate::failure::Failure;

    const SOURCE: &str = "icons/satchel.svg";
    /// What tauri.conf.json and the packages ask for.
    const PNGS: &[(&str, u32)] = &[("32x32", 32), ("64x64", 64), ("128x128", 128), ("128x128@2x", 256), ("icon", 512)];
    const ICO_SIZES: &[u32] = &[16, 24, 32, 48, 64, 256];
    const ICNS_SIZES: &[u32] = &[16, 32, 64, 128, 256, 512, 1024];

    /// Draws the icons.
    pub fn make() -> Result<(), Failure> {
        let svg = fs::read_to_string(SOURCE).map_err(Failure::io(SOURCE))?;
        let tree = Tree::from_str(&svg, &Options::default()).map_err(|error| told(&error))?;
        for (name, size) in PNGS {
            let path = format!("icons/{name}.png");
            let png = draw(&tree, *size)?.encode_png().map_err(|error| told(&error))?;
            fs::write(&path, png).map_err(Failure::io(&path))?;
        }
        windows(&tree)?;
        apple(&tree)
    }

    fn windows(tree: &Tree) -> Result<(), Failure> {
        let mut icon = ico::IconDir::new(ico::ResourceType::Icon);
        for size in ICO_SIZES {
            let image = ico::IconImage::from_rgba_data(*size, *size, straight(&draw(tree, *size)?));
            icon.add_entry(ico::IconDirEntry::encode(&image).map_err(|error| told(&error))?);
        }
        icon.write(create("icons/icon.ico")?).map_err(Failure::io("icons/icon.ico"))
    }

    fn apple(tree: &Tree) -> Result<(), Failure> {
        let mut family = icns::IconFamily::new();
        for size in ICNS_SIZES {
            let pixels = straight(&draw(tree, *size)?);
            let image = icns::Image::from_data(icns::PixelFormat::RGBA, *size, *size, pixels);
            let added = image.and_then(|image| family.add_icon(&image));
            added.map_err(Failure::io("icons/icon.icns"))?;
        }
        family.write(create("icons/icon.icns")?).map_err(Failure::io("icons/icon.icns"))
    }

    #[allow(clippy::cast_precision_loss, reason = "an icon's side has few digits")]
    fn draw(tree: &Tree, side: u32) -> Result<Pixmap, Failure> {
        let mut picture = Pixmap::new(side, side).ok_or_else(|| Failure::Told("An icon of no size.".into()))?;
        let scale = side as f32 / tree.size().width();
        resvg::render(tree, Transform::from_scale(scale, scale), &mut picture.as_mut());
        Ok(picture)
    }

    /// Icon files hold colours that aren't multiplied by their opacity.
    fn straight(picture: &Pixmap) -> Vec<u8> {
        let colours = picture.pixels().iter().map(|pixel| pixel.demultiply());
        colours.flat_map(|colour| [colour.red(), colour.green(), colour.blue(), colour.alpha()]).collect()
    }

    fn create(path: &str) -> Result<File, Failure> {
        File::create(path).map_err(Failure::io(path))
    }

    fn told(error: &impl std::fmt::Display) -> Failure {
        Failure::Told(format!("{SOURCE} can't be drawn: {error}"))
    }
}
