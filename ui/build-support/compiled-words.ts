import { compileMessage } from "@lingui/message-utils/compileMessage";
import type { Plugin } from "vite";

/**
 * Compiles the ICU messages of `src/words/<language>/<feature>.json` while building, so that the window neither carries
 * a parser nor needs `eval`. What comes out is JSON again: Lingui's compiled messages are plain arrays.
 */
export function compiledWords(): Plugin {
  return {
    name: "satchel-compiled-words",
    enforce: "pre",
    transform(code, id) {
      if (!/\/src\/words\/[^/]+\/[^/]+\.json$/.test(id)) return null;
      const messages = JSON.parse(code) as Record<string, string>;
      const compiled = Object.entries(messages).map(([key, text]) => [key, compileMessage(text)] as const);
      return { code: JSON.stringify(Object.fromEntries(compiled)), map: null };
    },
  };
}
