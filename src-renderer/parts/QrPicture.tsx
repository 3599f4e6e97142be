const QUIET_CELLS = 4;

/** A QR code of rows of 0 and 1, black on white in every theme, with the quiet zone that scanners need. */
export function QrPicture(props: { readonly rows: readonly string[]; readonly label: string }) {
  const { rows, label } = props;
  const size = rows.length + 2 * QUIET_CELLS;
  const path = rows
    .flatMap((row, y) =>
      [...row.matchAll(/1+/g)].map(({ index, 0: run }) => {
        const [left, top] = [index + QUIET_CELLS, y + QUIET_CELLS];
        return `M${left} ${top}h${run.length}v1h-${run.length}z`;
      }),
    )
    .join('');
  return (
    <svg
      aria-label={label}
      className="qr-picture"
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- drawn from rows, it has no address
      role="img"
      shapeRendering="crispEdges"
      viewBox={`0 0 ${size} ${size}`}
    >
      <rect fill="#fff" height={size} width={size} />
      <path d={path} fill="#000" />
    </svg>
  );
}
