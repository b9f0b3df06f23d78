import type { AccessFinding } from "../../platform/operations";
import type { StepsProperties } from "../dialogs/Steps";
import type { MakingAccess } from "./useMakeAccess";

/** What every page of making an access has. */
export interface MakePageProperties {
  steps: StepsProperties;
  making: MakingAccess;
  onBack: () => void;
  onNext: () => void;
  onClose: () => void;
}

/** A page that depends on what the new access is made of. */
export interface SourcedPageProperties extends MakePageProperties {
  source: AccessFinding | null;
}
