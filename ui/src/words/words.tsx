import { type I18n, type Messages, setupI18n } from "@lingui/core";
import { I18nProvider, Trans } from "@lingui/react";
import { createContext, type ReactElement, type ReactNode, useContext, useMemo } from "react";
import { I18nProvider as AriaLocale } from "react-aria-components";

import { en } from "./en";
import { type Formats, makeFormats } from "./formats";
import { zhCN } from "./zh-CN";

/** The languages that Satchel speaks. */
export type Locale = "en" | "zh-CN";

/** The ID of a message. One that no catalogue has fails to compile. */
export type WordId = keyof typeof en;

/** What a message's placeholders stand for. */
export type WordValues = Record<string, string | number | Date | boolean | null | undefined>;

/** Gives a message in the window's language. */
export type Say = (id: WordId, values?: WordValues) => string;

/** Words and formats in the window's language. */
export interface WordsHere {
  locale: Locale;
  say: Say;
  formats: Formats;
}

/** The catalogue of a language. `satisfies` makes a message that zh-CN lacks a compile error. */
function catalogue(locale: Locale): Messages {
  return (locale === "zh-CN" ? (zhCN satisfies Record<WordId, string>) : en) as unknown as Messages;
}

/** The language that is nearest to a BCP 47 tag: any Chinese is answered in Simplified Chinese, all else in English. */
export function nearestLocale(tag: string): Locale {
  return /^zh\b/i.test(tag) ? "zh-CN" : "en";
}

function makeI18n(locale: Locale): I18n {
  return setupI18n({ locale, messages: { [locale]: catalogue(locale) } });
}

/** Words outside of React, for instance in tests. */
export function makeWords(locale: Locale): WordsHere {
  const i18n = makeI18n(locale);
  return wordsOf(i18n, locale);
}

function wordsOf(i18n: I18n, locale: Locale): WordsHere {
  const say: Say = (id, values) => i18n._(id, values);
  return { locale, say, formats: makeFormats(locale, say) };
}

const WordsContext = createContext<WordsHere | null>(null);

/** Gives its children the words of a language. */
export function WordsProvider({ locale, children }: { locale: Locale; children: ReactNode }) {
  const i18n = useMemo(() => makeI18n(locale), [locale]);
  const words = useMemo(() => wordsOf(i18n, locale), [i18n, locale]);
  return (
    <AriaLocale locale={locale}>
      <I18nProvider i18n={i18n}>
        <WordsContext value={words}>{children}</WordsContext>
      </I18nProvider>
    </AriaLocale>
  );
}

/** The words and formats of the window's language: `const { say, formats } = useWords()`. */
export function useWords(): WordsHere {
  const words = useContext(WordsContext);
  if (words === null) throw new Error("useWords needs a WordsProvider above it");
  return words;
}

/** A message as text. `components` stand for its tags: `<0>bold</0>` is drawn in `components[0]`. */
export function Words(properties: { id: WordId; values?: WordValues; components?: Record<string, ReactElement> }) {
  return <Trans id={properties.id} values={properties.values} components={properties.components} />;
}
