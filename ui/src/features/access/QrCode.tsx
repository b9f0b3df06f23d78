import type { QrPicture } from "../../platform/operations";

import "./access.css";

interface QrCodeProperties {
  picture: QrPicture;
  /** Of what it is. */
  label: string;
  testId: string;
}

/** The quiet zone around a QR code, in modules. */
const QUIET = 4;

/** A QR code that the engine drew. */
export function QrCode({ picture, label, testId }: QrCodeProperties) {
  return (
    <svg
      className="secret-qr"
      role="img"
      aria-label={label}
      viewBox={`${-QUIET} ${-QUIET} ${picture.size + 2 * QUIET} ${picture.size + 2 * QUIET}`}
      shapeRendering="crispEdges"
      data-testid={testId}
    >
      <path d={picture.path} />
    </svg>
  );
}
