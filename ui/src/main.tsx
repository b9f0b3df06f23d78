import "./styles/tokens.css";
import "./styles/base.css";

import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { App } from "./app";
import { subscribe } from "./platform/events";

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root");

// Events first, so that nothing which the window asks for can be answered by an event that nobody hears.
void subscribe();
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
