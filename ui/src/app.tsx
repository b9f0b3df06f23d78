import { QueryClientProvider } from "@tanstack/react-query";
import { useEffect, useState } from "react";

import { ActionsProvider } from "./features/actions/provider";
import { DialogsProvider } from "./features/dialogs/DialogsProvider";
import { PlansProvider } from "./features/plans/PlansProvider";
import { LocalApiFeed } from "./features/local-api/store";
import { Shell } from "./features/shell/Shell";
import { useTheme } from "./features/shell/useTheme";
import { makeQueryClient, useAppInfo } from "./state/queries";
import { SessionProvider } from "./state/session";
import { SettingsProvider, useSettings } from "./state/settings";
import { nearestLocale, WordsProvider } from "./words/words";

/** The window. */
export function App() {
  const [client] = useState(makeQueryClient);
  return (
    <QueryClientProvider client={client}>
      <SettingsProvider>
        <Localised />
      </SettingsProvider>
    </QueryClientProvider>
  );
}

/** Everything that has words: in the language that was chosen, or the system's. */
function Localised() {
  const { settings } = useSettings();
  const app = useAppInfo();
  useTheme(settings.theme);
  const tag = settings.language === "system" ? (app.data?.locale ?? navigator.language) : settings.language;
  const locale = nearestLocale(tag);
  useEffect(() => {
    document.documentElement.lang = locale;
  }, [locale]);
  // Which keys there are depends on the system: nothing is drawn before it is known.
  if (app.isPending) return null;
  return (
    <WordsProvider locale={locale}>
      <SessionProvider>
        <DialogsProvider>
          <PlansProvider>
            <ActionsProvider>
              <LocalApiFeed />
              <Shell />
            </ActionsProvider>
          </PlansProvider>
        </DialogsProvider>
      </SessionProvider>
    </WordsProvider>
  );
}
