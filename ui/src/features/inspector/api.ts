/** What the inspector shows. The browser makes it of its view's state and the rows that it knows. */
export type Inspected =
  /** Nothing is selected. */
  | { kind: "nothing" }
  /** One object. `size` and `modified` are shown until its details have come. */
  | { kind: "object"; key: string; name: string; size?: number | null; modified?: number | null }
  /** One folder. */
  | { kind: "folder"; prefix: string; name: string }
  /** Several rows: how many, how many of them are folders, and the bytes of the objects among them. */
  | { kind: "many"; count: number; folders: number; bytes: number };

/** The inspector's properties. */
export interface InspectorProperties {
  account: string;
  bucket: string;
  inspected: Inspected;
}
