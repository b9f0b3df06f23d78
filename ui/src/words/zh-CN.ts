import access from "./zh-CN/access.json";
import accounts from "./zh-CN/accounts.json";
import actions from "./zh-CN/actions.json";
import browser from "./zh-CN/browser.json";
import dialogs from "./zh-CN/dialogs.json";
import editing from "./zh-CN/editing.json";
import errors from "./zh-CN/errors.json";
import format from "./zh-CN/format.json";
import inspector from "./zh-CN/inspector.json";
import kinds from "./zh-CN/kinds.json";
import leftovers from "./zh-CN/leftovers.json";
import links from "./zh-CN/links.json";
import localApi from "./zh-CN/local_api.json";
import notices from "./zh-CN/notices.json";
import passphrases from "./zh-CN/passphrases.json";
import plans from "./zh-CN/plans.json";
import settings from "./zh-CN/settings.json";
import share from "./zh-CN/share.json";
import shell from "./zh-CN/shell.json";
import sidebar from "./zh-CN/sidebar.json";
import transfers from "./zh-CN/transfers.json";
import welcome from "./zh-CN/welcome.json";

/** Simplified Chinese: every message by its ID. What the JSON holds is compiled while building (build-support/compiled-words.ts). */
export const zhCN = {
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
