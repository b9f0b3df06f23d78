import { listAwsProfiles } from "../../platform/operations";

/** The query of the AWS profiles on this computer: the form lists them, the welcome screen names them. */
export const PROFILES = { queryKey: ["aws_profiles"], queryFn: listAwsProfiles, staleTime: 0 } as const;
