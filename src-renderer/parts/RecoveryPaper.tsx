import { yearAndClock } from '../../src-shared/values/shop-time.ts';
import { Printout } from './Printout.tsx';
import { QrPicture } from './QrPicture.tsx';
import { useWords } from './words.ts';
import './recovery-paper.css';

/** The recovery sheet of a till, on the screen as it comes out of the printer. */
export function RecoveryPaper(props: {
  readonly recoveryCode: string;
  readonly qrRows: readonly string[];
  readonly storeName: string;
  readonly terminalName: string;
  readonly atMs: number;
}) {
  const say = useWords();
  return (
    <Printout label={say('recovery.title')}>
      <div className="recovery-paper">
        <header>
          <strong>{say('recovery.title')}</strong>
          <span>
            {[props.storeName, props.terminalName, yearAndClock(props.atMs)]
              .filter(Boolean)
              .join(' · ')}
          </span>
        </header>
        <ol className="recovery-groups">
          {props.recoveryCode.split('-').map((group, index) => (
            // Two groups may be alike, and their order never changes.
            // oxlint-disable-next-line react/no-array-index-key
            <li key={`${index}-${group}`}>
              <span className="recovery-group-no">{index + 1}</span>
              <span className="recovery-group">{group}</span>
            </li>
          ))}
        </ol>
        <QrPicture label={say('recovery.qr')} rows={props.qrRows} />
        <ul className="recovery-means">
          <li>{say('recovery.means_when')}</li>
          <li>{say('recovery.means_safe')}</li>
          <li>{say('recovery.means_photo')}</li>
        </ul>
      </div>
    </Printout>
  );
}
