import { useState } from "react";

import type { AccessFinding } from "../../platform/operations";
import { useStash } from "../accounts/stash";
import { MadePage } from "./MadePage";
import { MakePage } from "./MakePage";
import { PlacesPage } from "./PlacesPage";
import { RightsPage } from "./RightsPage";
import { SourcePage } from "./SourcePage";
import { TimesPage } from "./TimesPage";
import { useMakeAccess } from "./useMakeAccess";

interface MakeAccessDialogProperties {
  /** A key or grant that was pasted elsewhere; empty where there is none. */
  secret: string;
  onClose: () => void;
}

const PAGES = ["source", "rights", "places", "times", "make"] as const;

/** Makes a weaker key or grant, or S3 credentials, for a colleague or a server. It is shown once and written nowhere. */
export function MakeAccessDialog({ secret, onClose }: MakeAccessDialogProperties) {
  const stash = useStash({ source: secret });
  const making = useMakeAccess(stash);
  const [at, setAt] = useState(0);
  const [source, setSource] = useState<AccessFinding | null>(null);

  const close = () => {
    stash.clear();
    onClose();
  };
  const go = (to: number) => {
    making.clear();
    setAt(to);
  };
  const page = {
    steps: { step: at + 1, of: PAGES.length },
    making,
    onBack: () => go(at - 1),
    onNext: () => go(at + 1),
    onClose: close,
  };

  if (making.made !== null) return <MadePage made={making.made} name={making.fields.name} onClose={close} />;
  switch (PAGES[at]) {
    case "rights":
      return <RightsPage {...page} source={source} />;
    case "places":
      return <PlacesPage {...page} source={source} />;
    case "times":
      return <TimesPage {...page} />;
    case "make":
      return <MakePage {...page} source={source} />;
    default:
      return (
        <SourcePage
          {...page}
          stash={stash}
          onNext={(finding) => {
            setSource(finding);
            // An API key is no grant: neither prefixes nor credentials are to be had of it.
            if (finding.subject.kind === "api_key") making.set({ as: "same" });
            go(1);
          }}
        />
      );
  }
}
