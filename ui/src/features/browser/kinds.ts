import {
  AppWindow,
  Archive,
  Braces,
  Database,
  File,
  FileCode,
  FileText,
  Film,
  Folder,
  Image,
  type LucideIcon,
  Music,
  Presentation,
  Sheet,
  Type,
} from "lucide-react";

import type { WordId } from "../../words/words";

/** What a file is, by its name's ending: in words, and as an icon. */
export interface Kind {
  words: WordId;
  icon: LucideIcon;
  /** The extension, for kinds that have no words of their own. */
  extension: string;
}

const KNOWN: [WordId, LucideIcon, string][] = [
  ["kinds.jpeg", Image, "jpg jpeg jpe jfif"],
  ["kinds.png", Image, "png apng"],
  ["kinds.gif", Image, "gif"],
  ["kinds.svg", Image, "svg svgz"],
  ["kinds.raw", Image, "raw cr2 cr3 nef arw dng orf rw2 raf"],
  ["kinds.image", Image, "webp avif heic heif bmp tif tiff ico psd jxl"],
  ["kinds.quicktime", Film, "mov qt"],
  ["kinds.video", Film, "mp4 m4v mkv webm avi wmv mpg mpeg mts ogv 3gp"],
  ["kinds.audio", Music, "mp3 m4a wav flac ogg oga opus aac wma aif aiff"],
  ["kinds.archive", Archive, "zip tar gz tgz bz2 xz zst 7z rar lz4 br jar iso dmg"],
  ["kinds.pdf", FileText, "pdf"],
  ["kinds.document", FileText, "doc docx odt rtf pages epub"],
  ["kinds.spreadsheet", Sheet, "xls xlsx ods numbers"],
  ["kinds.presentation", Presentation, "ppt pptx odp key"],
  ["kinds.csv", Sheet, "csv tsv"],
  ["kinds.text", FileText, "txt text log nfo"],
  ["kinds.markdown", FileText, "md markdown mdx"],
  ["kinds.json", Braces, "json jsonl ndjson geojson"],
  ["kinds.xml", FileCode, "xml xsd xsl"],
  ["kinds.yaml", FileCode, "yaml yml toml ini conf"],
  ["kinds.web", FileCode, "html htm xhtml css"],
  ["kinds.code", FileCode, "js mjs ts tsx jsx rs go py rb java c h cpp cs swift kt php sh bat ps1 sql lua"],
  ["kinds.database", Database, "sqlite sqlite3 db parquet mdb"],
  ["kinds.font", Type, "ttf otf woff woff2"],
  ["kinds.program", AppWindow, "exe msi app deb rpm appimage apk"],
];

const BY_EXTENSION = new Map(
  KNOWN.flatMap(([words, icon, extensions]) =>
    extensions.split(" ").map((extension) => [extension, { words, icon, extension }] as const),
  ),
);

/** What a folder is. */
export const FOLDER: Kind = { words: "kinds.folder", icon: Folder, extension: "" };

/** The kind of an object, by its name. */
export function kindOf(name: string): Kind {
  const extension = /[^.]\.([^.\s/]{1,10})$/u.exec(name)?.[1] ?? "";
  const known = BY_EXTENSION.get(extension.toLowerCase());
  if (known !== undefined) return known;
  if (extension === "") return { words: "kinds.file", icon: File, extension };
  return { words: "kinds.other", icon: File, extension: extension.toUpperCase() };
}
