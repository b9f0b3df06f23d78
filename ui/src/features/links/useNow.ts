import { useEffect, useState } from "react";

/** How exact a countdown in minutes and days must be, in ms. */
const EVERY = 20_000;

/** The time in ms, as it goes on. */
export function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), EVERY);
    return () => clearInterval(timer);
  }, []);
  return now;
}
