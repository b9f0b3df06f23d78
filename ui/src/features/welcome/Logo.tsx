/** The satchel, as in the application's icon. */
export function Logo({ size }: { size: number }) {
  return (
    <svg className="logo" viewBox="0 0 24 24" width={size} height={size} aria-hidden>
      <rect className="logo-body" x="2.5" y="6.5" width="19" height="14" rx="4" />
      <path className="logo-handle" d="M8 6.5V5.3A2.8 2.8 0 0110.8 2.5h2.4A2.8 2.8 0 0116 5.3v1.2" />
      <path className="logo-strap" d="M2.5 11c3 2.3 6 3.4 9.5 3.4s6.5-1.1 9.5-3.4" />
      <rect className="logo-clasp" x="10.2" y="12.6" width="3.6" height="4.2" rx="1.2" />
    </svg>
  );
}
