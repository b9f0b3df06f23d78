import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

import { compiledWords } from "./build-support/compiled-words.ts";

export default defineConfig({
  plugins: [compiledWords(), react()],
  clearScreen: false,
  server: { port: 5173, strictPort: true, host: "127.0.0.1" },
  build: {
    // The oldest web views that Satchel runs in: WebKitGTK and WKWebView of Safari 16's time.
    target: ["es2022", "safari16"],
    // Nothing inline: the content security policy allows neither data: scripts nor inline ones.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
  },
  test: {
    environment: "jsdom",
    setupFiles: ["./src/testing/setup.ts"],
    css: false,
    restoreMocks: true,
    testTimeout: 30_000,
  },
});
