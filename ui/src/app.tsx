import { QueryClientProvider } from "@tanstack/react-query";
import { useState } from "react";

import { makeQueryClient } from "./state/queries";
import { WordsProvider } from "./words/words";

/** The window. */
export function App() {
  const [client] = useState(makeQueryClient);
  return (
    <QueryClientProvider client={client}>
      <WordsProvider locale="en">{null}</WordsProvider>
    </QueryClientProvider>
  );
}
