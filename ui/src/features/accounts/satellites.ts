/** The satellites that Storj runs, and one of one's own. */
export type SatelliteId = "us1" | "eu1" | "ap1" | "own";

/** Their node URLs, as storj.io/common/rpc (`known_ids.go`) has them: the node ID proves that it is the satellite. */
export const SATELLITES: Record<Exclude<SatelliteId, "own">, string> = {
  us1: "12EayRS2V1kEsWESU9QMRseFhdxYxKicsiFmxrsLZHeLUtdps3S@us1.storj.io:7777",
  eu1: "12L9ZFwhzVpuEKMUNUqkaTLGzwY9G24tbiigLiXpmZWKwmcNDDs@eu1.storj.io:7777",
  ap1: "121RTSDpyNZVcEU84Ticf2L1ntiuUimbWgfATz21tuvgk3vzoA6@ap1.storj.io:7777",
};

/** What is wrong with a satellite's address, as one types it. */
export type SatelliteProblem = "scheme" | "no_id" | "no_host";

/**
 * Checks an address of the form `nodeID@host:port`. Without the node ID nobody can tell whether it is the satellite. The
 * engine checks again, and the node ID itself.
 */
export function satelliteProblem(address: string): SatelliteProblem | null {
  const text = address.trim().replace(/^storj:\/\//, "");
  if (text.includes("://")) return "scheme";
  const [id, host, ...more] = text.split("@");
  if (host === undefined || id === "") return "no_id";
  return more.length > 0 || !/^(\[[0-9a-f:.]+\]|[^\s:/]+)(:\d{1,5})?$/i.test(host) ? "no_host" : null;
}
