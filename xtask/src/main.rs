mod generate;
fn main() {
    std::fs::create_dir_all("ui/src/platform").unwrap();
    std::fs::write(generate::TYPESCRIPT, generate::typescript()).unwrap();
    std::fs::write(generate::OPERATIONS_PAGE, generate::operations_page()).unwrap();
}
