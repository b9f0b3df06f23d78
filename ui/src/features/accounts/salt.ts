/** Whether a text is a project's ID: a UUID, with or without hyphens. */
export function isProjectId(text: string): boolean {
  return /^[0-9a-f]{32}$/i.test(text.trim().replaceAll("-", ""));
}

/** Whether a text is a salt in base64: 16 bytes, or 32. */
export function isSalt(text: string): boolean {
  return /^([A-Za-z0-9+/]{22}==|[A-Za-z0-9+/]{43}=)$/.test(text.trim());
}
