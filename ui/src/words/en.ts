import access from "./en/access.json";
import accounts from "./en/accounts.json";
import actions from "./en/actions.json";
import browser from "./en/browser.json";
import dialogs from "./en/dialogs.json";
import editing from "./en/editing.json";
import errors from "./en/errors.json";
import format from "./en/format.json";
import inspector from "./en/inspector.json";
import kinds from "./en/kinds.json";
import leftovers from "./en/leftovers.json";
import links from "./en/links.json";
import localApi from "./en/local_api.json";
import notices from "./en/notices.json";
import passphrases from "./en/passphrases.json";
import plans from "./en/plans.json";
import settings from "./en/settings.json";
import share from "./en/share.json";
import shell from "./en/shell.json";
import sidebar from "./en/sidebar.json";
import transfers from "./en/transfers.json";
import welcome from "./en/welcome.json";

/** English: every message by its ID. What the JSON holds is compiled while building (build-support/compiled-words.ts). */
export const en = {
  ...access,
  ...accounts,
  ...actions,
  ...browser,
  ...dialogs,
  ...editing,
  ...errors,
  ...format,
  ...inspector,
  ...kinds,
  ...leftovers,
  ...links,
  ...localApi,
  ...notices,
  ...passphrases,
  ...plans,
  ...settings,
  ...share,
  ...shell,
  ...sidebar,
  ...transfers,
  ...welcome,
};
