import type { ReactNode } from 'react';

/** Small line drawings on a grid of 24; they take the colour and, in em, the size of the text around them. */
export interface IconProps {
  /** Pixels of both sides; 1.25em without it. */
  readonly size?: number;
}

function draw(paths: ReactNode) {
  return function Icon({ size }: IconProps) {
    return (
      <svg
        aria-hidden="true"
        className="icon"
        fill="none"
        height={size ?? '1.25em'}
        stroke="currentColor"
        strokeLinecap="round"
        strokeLinejoin="round"
        strokeWidth="1.9"
        viewBox="0 0 24 24"
        width={size ?? '1.25em'}
      >
        {paths}
      </svg>
    );
  };
}

export const SearchIcon = draw(
  <>
    <circle cx="10.5" cy="10.5" r="6" />
    <path d="m15 15 5.5 5.5" />
  </>,
);
export const CardIcon = draw(
  <>
    <rect height="14" rx="3" width="19" x="2.5" y="5" />
    <path d="M2.5 10h19M6.5 15h4" />
  </>,
);
export const CheckIcon = draw(
  <>
    <circle cx="12" cy="12" r="9" />
    <path d="m8 12.4 2.8 2.8L16.2 9.4" />
  </>,
);
export const AskIcon = draw(
  <>
    <circle cx="12" cy="12" r="9" />
    <path d="M9.6 9.4a2.5 2.5 0 1 1 3.5 2.4c-.7.3-1.1.9-1.1 1.6M12 16.6v.1" />
  </>,
);
export const RefuseIcon = draw(
  <>
    <path d="M8.3 3h7.4L21 8.3v7.4L15.7 21H8.3L3 15.7V8.3Z" />
    <path d="M12 7.8v5M12 16.2v.1" />
  </>,
);
export const OfflineIcon = draw(
  <path d="M3 3l18 18M7 18.5h10M5.8 9A5 5 0 0 0 7 18.5M9.6 6.1A5.5 5.5 0 0 1 17 9.4a4.6 4.6 0 0 1 3.3 7.6" />,
);
export const OnlineIcon = draw(
  <>
    <path d="M7 18.5a5 5 0 0 1-.9-9.9A6 6 0 0 1 17.4 9.5a4.5 4.5 0 0 1-.4 9Z" />
    <path d="m9.4 13.6 2 2 3.4-3.6" />
  </>,
);
export const ClockIcon = draw(
  <>
    <circle cx="12" cy="12" r="9" />
    <path d="M12 7v5.4l3.4 2" />
  </>,
);
export const LockIcon = draw(
  <>
    <rect height="10.5" rx="2.5" width="15" x="4.5" y="10" />
    <path d="M8 10V7.5a4 4 0 0 1 8 0V10M12 14.4v2" />
  </>,
);
export const SpeechIcon = draw(
  <>
    <path d="M5 5h14a2.5 2.5 0 0 1 2.5 2.5v6A2.5 2.5 0 0 1 19 16h-7l-4.5 4v-4H5a2.5 2.5 0 0 1-2.5-2.5v-6A2.5 2.5 0 0 1 5 5Z" />
    <path d="M8 10.5v.1M12 10.5v.1M16 10.5v.1" />
  </>,
);
export const BackspaceIcon = draw(
  <path d="M9 5.5h9.5a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2H9L3 12ZM11.5 9.5l5 5M16.5 9.5l-5 5" />,
);
export const BackIcon = draw(<path d="M14.5 5.5 8 12l6.5 6.5" />);
export const CloseIcon = draw(<path d="m6 6 12 12M18 6 6 18" />);
export const UndoIcon = draw(<path d="M8.5 5 4 9.5 8.5 14M4.4 9.5H14a5.5 5.5 0 0 1 0 11h-4" />);
export const PersonIcon = draw(
  <>
    <circle cx="12" cy="8" r="4" />
    <path d="M4.5 20c.9-3.8 3.8-5.7 7.5-5.7s6.6 1.9 7.5 5.7" />
  </>,
);
export const PersonAddIcon = draw(
  <>
    <circle cx="10" cy="8" r="4" />
    <path d="M3 20c.8-3.8 3.5-5.7 7-5.7 1.4 0 2.6.3 3.6.8M18 14v6M15 17h6" />
  </>,
);
export const PointsIcon = draw(
  <>
    <ellipse cx="12" cy="6.8" rx="7.5" ry="3.3" />
    <>
      <path d="M4.5 6.8v5.2c0 1.8 3.4 3.3 7.5 3.3s7.5-1.5 7.5-3.3V6.8" />
      <path d="M4.5 12v5.2c0 1.8 3.4 3.3 7.5 3.3s7.5-1.5 7.5-3.3V12" />
    </>
  </>,
);
export const ReceiptIcon = draw(
  <>
    <path d="M5.5 3v18l2.2-1.5L9.8 21l2.2-1.5 2.2 1.5 2.1-1.5 2.2 1.5V3l-2.2 1.5L14.2 3 12 4.5 9.8 3 7.7 4.5Z" />
    <path d="M9 9.5h6" />
    <path d="M9 13.5h6" />
  </>,
);
export const SyncIcon = draw(
  <path d="M20 11a8 8 0 0 0-14.3-4L4 8.7M4 4v4.7h4.7M4 13a8 8 0 0 0 14.3 4l1.7-1.7M20 20v-4.7h-4.7" />,
);
export const ReaderIcon = draw(
  <>
    <path d="M4 8V5.5A1.5 1.5 0 0 1 5.5 4H8" />
    <path d="M16 4h2.5A1.5 1.5 0 0 1 20 5.5V8" />
    <path d="M20 16v2.5a1.5 1.5 0 0 1-1.5 1.5H16" />
    <path d="M8 20H5.5A1.5 1.5 0 0 1 4 18.5V16" />
    <path d="M7.5 8.5v7" />
    <path d="M10.5 8.5v7" />
    <path d="M13.5 8.5v7" />
    <path d="M16.5 8.5v7" />
  </>,
);
export const KeyboardIcon = draw(
  <>
    <rect height="12" rx="2.5" width="20" x="2" y="6" />
    <path d="M6 10v.1M10 10v.1M14 10v.1M18 10v.1M6 14v.1M9.5 14h5M18 14v.1" />
  </>,
);
export const CameraIcon = draw(
  <>
    <path d="M4.5 7.5h3l1.6-2.5h5.8l1.6 2.5h3a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2h-15a2 2 0 0 1-2-2v-8a2 2 0 0 1 2-2Z" />
    <circle cx="12" cy="13.2" r="3.7" />
  </>,
);
export const TorchIcon = draw(<path d="M13.5 3 5 13.5h6L10.5 21 19 10.5h-6Z" />);
export const CakeIcon = draw(
  <>
    <path d="M4 20.5h16v-7a2 2 0 0 0-2-2H6a2 2 0 0 0-2 2Z" />
    <path d="M4 16c1.3 1.3 2.7 1.3 4 0 1.3 1.3 2.7 1.3 4 0 1.3 1.3 2.7 1.3 4 0 1.3 1.3 2.7 1.3 4 0" />
    <path d="M12 11.5V8" />
    <path d="M12 5v-.500" />
  </>,
);
export const PlusIcon = draw(<path d="M12 5v14M5 12h14" />);
export const MinusIcon = draw(<path d="M5 12h14" />);
export const FrozenIcon = draw(
  <path d="M12 3v18M4.2 7.5l15.6 9M19.8 7.5l-15.6 9M9.5 4.5 12 7l2.5-2.5M9.5 19.5 12 17l2.5 2.5" />,
);

/** The signs of the tiers, from the first to the highest. */
const tierIcons = [
  draw(<path d="M5 19c0-8 4.5-13 14-14 0 9.5-5 14-11 13M5 20c1.5-4.5 4-7.5 8-9.5" />),
  draw(<path d="M12 3.5 19 6v5.5c0 4.3-2.9 7.5-7 9-4.1-1.5-7-4.7-7-9V6Z" />),
  draw(<path d="M4 17.5 3 8l5 3.5L12 5l4 6.5L21 8l-1 9.5ZM4.5 20.5h15" />),
  draw(<path d="M7 4.5h10l4 5.5-9 10.5L3 10ZM3 10h18M9 10l3 10 3-10-3-5.5Z" />),
] as const;

/** The sign of a tier by its rank, 0 being the first. */
export function TierIcon({ rank }: { readonly rank: number }) {
  const Icon = tierIcons[Math.min(rank, tierIcons.length - 1)] ?? tierIcons[0];
  return <Icon />;
}
