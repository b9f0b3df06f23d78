import { copySecret, dropSecret, type LinkWriting, type SecretHandle, writeLinks } from "../../platform/operations";

/** Forgets what the engine keeps. One that is gone already is no failure, and nobody waits for it. */
export function forget({ secret }: SecretHandle): void {
  dropSecret({ secret }).catch(() => undefined);
}

/** Puts links on the clipboard. Their text goes there from the engine, and is never in the page. */
export async function copyWriting(links: string[], writing: LinkWriting): Promise<void> {
  const handle = await writeLinks({ links, writing });
  try {
    await copySecret(handle);
  } finally {
    forget(handle);
  }
}
