import { type LinkScope, type SharedLink, type ViewRow, viewRows, type ViewState } from "../../platform/operations";
import { OperationError } from "../../platform/call";

/** What is shared: one link is made for each key. */
export interface ShareSubject {
  account: string;
  bucket: string;
  /** Objects' keys; prefixes, which end in `/`; or one empty text for the whole bucket. */
  keys: string[];
  /** How large the objects among them are, where that is known. */
  bytes?: number | null;
  /** The links that new ones are made beside: they stay as they are. */
  earlier?: SharedLink[];
}

/** What a link to a key is of. */
export function scopeOf(key: string): LinkScope {
  if (key === "") return "bucket";
  return key.endsWith("/") ? "prefix" : "object";
}

/** So many links can be made at once: each is a request of its own. */
export const MOST_LINKS = 100;

/** The engine answers at most so many rows at once. */
const ROWS = 1000;

/** The selected rows of a view, in its order. It fails where they changed while they were asked for. */
export async function selectedRows({ view, total, selected }: ViewState): Promise<ViewRow[]> {
  const rows: ViewRow[] = [];
  for (let offset = 0; offset < total && rows.length < selected; offset += ROWS) {
    const answer = await viewRows({ view, offset, limit: ROWS });
    rows.push(...answer.rows.filter((row) => row.selected && (row.row_kind === "OBJ" || row.row_kind === "PRE")));
  }
  if (rows.length !== selected)
    throw new OperationError({ code: "stale_handle", params: {}, message: "", retryable: true });
  return rows;
}
