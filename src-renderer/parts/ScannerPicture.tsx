const bars = [54, 60, 68, 72, 80, 88, 94, 102, 106, 114, 122, 128, 136, 144]
  .map((x) => `M${x} 136v26`)
  .join('');
const body = [
  'M190 52c2-12 10-20 23-22l43-5c14-1 25 9 26 22 1 11-6 21-17 24l-12 3-1 7c-1 6-5 10-10 12l-6 2',
  '20 62c3 9-2 17-11 19l-9 2c-8 2-15-2-18-10l-22-66-3 1c-8 2-15-2-17-10Z',
].join(' ');

/** A hand scanner over a member card, drawn in the colours of the theme. */
export function ScannerPicture() {
  return (
    <svg
      aria-hidden="true"
      className="scanner-picture"
      fill="none"
      viewBox="0 0 320 200"
      xmlns="http://www.w3.org/2000/svg"
    >
      <ellipse className="scanner-picture-ground" cx="160" cy="184" rx="132" ry="10" />
      <g className="scanner-picture-card">
        <rect height="80" rx="12" width="128" x="36" y="98" />
        <rect className="scanner-picture-stripe" height="8" rx="4" width="44" x="52" y="114" />
        <path className="scanner-picture-bars" d={bars} />
      </g>
      <path className="scanner-picture-beam" d="M196 74 40 138h116Z" />
      <path className="scanner-picture-line" d="M46 149h106" />
      <g className="scanner-picture-body">
        <path d={body} />
      </g>
      <path className="scanner-picture-glass" d="m189 60 12 34" />
      <path className="scanner-picture-trigger" d="m218 108 4 14" />
      <circle className="scanner-picture-light" cx="252" cy="45" r="5" />
    </svg>
  );
}
