import { useQueries, useQueryClient } from "@tanstack/react-query";

import { forgetLink, type LinkOptions, type SharedLink } from "../../platform/operations";
import { useAccounts } from "../../state/queries";
import { useSessionStore } from "../../state/session";
import { useWords, type WordId } from "../../words/words";
import { useDialogs } from "../dialogs/api";
import { errorSentence } from "../dialogs/errorWords";
import { showToast } from "../dialogs/toasts";
import { check, checkAll } from "./checks";
import { isLiving, lifeOf } from "./life";
import { linkAccount, linkName } from "./linkWords";
import { linksChanged, optionsOf } from "./queries";
import { copyWriting } from "./write";

/** What can be done with links that were made here. What fails is said. */
export interface LinkActs {
  check(link: SharedLink): void;
  checkAll(links: readonly SharedLink[]): void;
  copy(link: SharedLink): void;
  showQr(link: SharedLink): void;
  extend(link: SharedLink): void;
  withdraw(link: SharedLink): void;
  forget(link: SharedLink): void;
  /** Shows the folder that it leads into. */
  goTo(link: SharedLink): void;
  /** Why a link can't be withdrawn; null where it can. */
  notWithdrawn(link: SharedLink): WordId | null;
  /** Why nothing more can be made of its account; null where it can. */
  notAtHand(link: SharedLink): WordId | null;
}

/** The acts on these links. */
export function useLinkActs(links: readonly SharedLink[]): LinkActs {
  const words = useWords();
  const { say } = words;
  const dialogs = useDialogs();
  const queries = useQueryClient();
  const session = useSessionStore();
  const accounts = useAccounts().data ?? [];
  // Only what could be withdrawn is asked for.
  const asked = [
    ...new Set(links.filter(({ link_kind }) => link_kind === "storj").map(({ account }) => account)),
  ].filter((account) => accounts.some((known) => known.account === account));
  const answers = useQueries({ queries: asked.map(optionsOf) });
  const options = new Map<string, LinkOptions | undefined>(asked.map((account, at) => [account, answers[at]?.data]));

  const doing = (act: () => Promise<void>, failed: string) => {
    act().catch((thrown: unknown) => {
      linksChanged(queries);
      void dialogs.showError(thrown, failed);
    });
  };
  const notAtHand = (link: SharedLink): WordId | null =>
    linkAccount(link, accounts) === undefined ? "links.why_account" : null;

  return {
    check: (link) => void check(link.link),
    checkAll: (all) =>
      void checkAll(all.map(({ link }) => link)).then((error) => {
        if (error !== null)
          showToast({ tone: "bad", text: say("links.check_stopped"), detail: errorSentence(error, say) });
      }),
    copy: (link) =>
      doing(async () => {
        await copyWriting([link.link], "as_made");
        const living = isLiving(link, Date.now());
        showToast({
          tone: living ? "good" : "warn",
          text: say("share.copied_one", { name: linkName(link) }),
          detail: living ? undefined : say("links.copied_dead"),
        });
      }, say("links.copy_failed")),
    showQr: (link) => void dialogs.openLinkQr(link),
    extend: (link) => {
      const { account, bucket, key } = link;
      void dialogs.openShare({ account, bucket, keys: [key], earlier: [link] });
    },
    withdraw: (link) => void dialogs.openWithdraw(link),
    forget: (link) =>
      doing(async () => {
        if (isLiving(link, Date.now())) {
          const until = link.terms.not_after;
          const sure = await dialogs.confirm({
            name: "forget-link",
            title: say("links.forget_title", { name: linkName(link) }),
            text:
              typeof until === "number"
                ? say("links.forget_until", { until: words.formats.fullDate(until) })
                : say("links.forget_never"),
            confirm: say("links.forget"),
            destructive: true,
          });
          if (!sure) return;
        }
        await forgetLink({ link: link.link });
        linksChanged(queries);
      }, say("links.forget_failed")),
    goTo: ({ account, bucket, key }) => {
      session.getState().go({ account, bucket, prefix: key.slice(0, key.lastIndexOf("/") + 1) });
    },
    notWithdrawn: (link) => {
      const life = lifeOf(link, Date.now());
      if (life === "withdrawn") return "links.why_withdrawn";
      if (life === "over") return "links.why_over";
      if (link.link_kind === "presigned") return "links.why_presigned";
      if (notAtHand(link) !== null) return "links.why_account";
      return options.get(link.account)?.can_revoke === false ? "links.why_build" : null;
    },
    notAtHand,
  };
}
