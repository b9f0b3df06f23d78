import js from "@eslint/js";
import prettier from "eslint-config-prettier";
import a11y from "eslint-plugin-jsx-a11y";
import hooks from "eslint-plugin-react-hooks";
import globals from "globals";
import ts from "typescript-eslint";

const ONLY_PLATFORM =
  "Only src/platform knows Tauri: everything else calls the typed operations, so that it runs in tests and behind any other door.";
const NO_PROSE =
  "People's words live in src/words, in every language. Use <Words id=… /> or useWords(): a sentence written here can't be translated.";

// A letter of any script that the UI is written in.
const LETTERS = "/[A-Za-z\\u00c0-\\u024f\\u4e00-\\u9fff]/";
const SPOKEN =
  "/^(aria-label|aria-description|aria-roledescription|aria-placeholder|aria-valuetext|title|placeholder|alt|label|description)$/";

export default ts.config(
  { ignores: ["dist", "coverage", "src/platform/operations.ts"] },
  js.configs.recommended,
  ...ts.configs.strict,
  hooks.configs.flat["recommended-latest"],
  a11y.flatConfigs.strict,
  {
    languageOptions: { globals: globals.browser },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-invalid-void-type": "off",
      eqeqeq: "error",
      "no-console": "error",
      "no-eval": "error",
      "no-implied-eval": "error",
      "no-restricted-imports": ["error", { patterns: [{ group: ["@tauri-apps/*"], message: ONLY_PLATFORM }] }],
      "no-restricted-syntax": [
        "error",
        { selector: `JSXText[value=${LETTERS}]`, message: NO_PROSE },
        { selector: `JSXAttribute[name.name=${SPOKEN}] > Literal[value=${LETTERS}]`, message: NO_PROSE },
        {
          selector: `JSXAttribute[name.name=${SPOKEN}] > JSXExpressionContainer > Literal[value=${LETTERS}]`,
          message: NO_PROSE,
        },
        {
          selector: `JSXAttribute[name.name=${SPOKEN}] > JSXExpressionContainer > TemplateLiteral > TemplateElement[value.raw=${LETTERS}]`,
          message: NO_PROSE,
        },
        {
          selector: `:matches(JSXElement, JSXFragment) > JSXExpressionContainer > Literal[value=${LETTERS}]`,
          message: NO_PROSE,
        },
        {
          selector: `:matches(JSXElement, JSXFragment) > JSXExpressionContainer > TemplateLiteral > TemplateElement[value.raw=${LETTERS}]`,
          message: NO_PROSE,
        },
      ],
      // React Aria's own components carry the roles and keys that these rules look for on plain elements.
      "jsx-a11y/no-autofocus": "off",
    },
  },
  { files: ["src/platform/**"], rules: { "no-restricted-imports": "off" } },
  {
    files: ["**/*.test.{ts,tsx}", "src/testing/**"],
    rules: { "no-restricted-syntax": "off", "@typescript-eslint/no-non-null-assertion": "off" },
  },
  { files: ["*.js", "*.ts", "build-support/**"], languageOptions: { globals: globals.node } },
  prettier,
);
