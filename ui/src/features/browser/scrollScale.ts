/** The height of a row, in CSS pixels. As `--row` in tokens.css. */
export const ROW = 28;

/** An element can be about 33.5 million pixels high (WebKit: 33,554,428); this keeps clear of it. */
export const HIGHEST = 33_500_000;

/**
 * How far a scroll position stands for rows. Up to the highest element it is the distance itself; beyond, the scroll
 * bar is a scale on which its ends are the first and the last row.
 */
export interface ScrollScale {
  /** The height of the element that is scrolled. */
  height: number;
  /** Rows' pixels for one of the scroll bar's. */
  factor: number;
}

/** The scale for so many rows in a viewport of a height. */
export function scrollScale(rows: number, viewport: number): ScrollScale {
  const wanted = rows * ROW;
  if (wanted <= HIGHEST) return { height: wanted, factor: 1 };
  return { height: HIGHEST, factor: (wanted - viewport) / (HIGHEST - viewport) };
}

/** Where a row has to be scrolled to be seen, in rows' pixels; the position itself where it is seen already. */
export function offsetToSee(index: number, offset: number, viewport: number): number {
  const top = index * ROW;
  if (top < offset) return top;
  if (top + ROW > offset + viewport) return top + ROW - viewport;
  return offset;
}
