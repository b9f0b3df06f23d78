import { useEffect } from "react";

import type { Theme } from "../../platform/operations";

const DARK = "(prefers-color-scheme: dark)";

/** Light or dark, as it was chosen or as the system is; a change of the system is followed at once. */
export function useTheme(theme: Theme): void {
  useEffect(() => {
    const system = window.matchMedia(DARK);
    const apply = () => {
      const dark = theme === "dark" || (theme === "system" && system.matches);
      document.documentElement.dataset["theme"] = dark ? "dark" : "light";
    };
    apply();
    system.addEventListener("change", apply);
    return () => {
      system.removeEventListener("change", apply);
    };
  }, [theme]);
}
