import { createLucideIcon } from "lucide-react";

/** A bucket, drawn like the other icons: their family has none that isn't a paint bucket. */
export const Bucket = createLucideIcon("bucket", [
  ["ellipse", { cx: "12", cy: "6.5", rx: "8.25", ry: "3", key: "rim" }],
  ["path", { d: "M3.75 6.5l1.9 11.6c.3 1.5 3 2.4 6.35 2.4s6.05-.9 6.35-2.4l1.9-11.6", key: "side" }],
]);
