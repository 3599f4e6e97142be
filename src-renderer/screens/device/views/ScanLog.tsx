import type { ScanLogEntry } from '../../../../src-shared/contract/till/device.ts';
import { clockSeconds } from '../../../../src-shared/values/shop-time.ts';
import { shapeWords, understoodScan } from '../../../parts/understood-scan.ts';
import { useWords, type WordKey } from '../../../parts/words.ts';
import { readerNames } from '../../../parts/reader-names.ts';
import { useDevice } from '../use-device.ts';

const outcomeWords = {
  taken: 'device.outcome_taken',
  refused: 'device.outcome_refused',
  untaken: 'device.outcome_untaken',
  tested: 'device.outcome_tested',
  repeated: 'device.outcome_repeated',
  dropped: 'device.outcome_dropped',
} as const satisfies Record<ScanLogEntry['outcome'], WordKey>;

/** The last scans, newest first: when, by what, how it was written and what it was understood as. */
export function ScanLog() {
  const say = useWords();
  const list = useDevice((state) => state.list);
  const scans = useDevice((state) => state.scans);
  const names = readerNames(say, list?.readers ?? []);
  return (
    <section className="scan-log">
      <h2>
        {say('device.log')} <span className="soft">{say('device.log_means')}</span>
      </h2>
      {scans.length === 0 ? (
        <p className="soft">{say('device.log_empty')}</p>
      ) : (
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a list that scrolls is read by keyboard too
        <div className="scan-log-rows" tabIndex={0}>
          <table>
            <colgroup>
              <col className="scan-log-time" />
              <col />
              <col className="scan-log-shape" />
              <col className="scan-log-outcome" />
            </colgroup>
            <thead className="unseen">
              <tr>
                <th>{say('device.log_time')}</th>
                <th>{say('device.log_what')}</th>
                <th>{say('device.log_shape')}</th>
                <th>{say('device.log_outcome')}</th>
              </tr>
            </thead>
            <tbody>
              {scans.map((scan) => {
                const { what, number, look } = understoodScan(say, scan);
                return (
                  <tr data-scan={scan.scanNo} key={scan.scanNo}>
                    <td className="scan-log-time">{clockSeconds(scan.atMs)}</td>
                    <td className="scan-log-what">
                      <span>
                        <strong className={`scan-log-${look}`}>{what}</strong>{' '}
                        <span className="scan-log-number">{number}</span>
                      </span>
                      <span className="soft one-line">
                        {names.get(scan.readerId) ?? scan.readerId}
                      </span>
                    </td>
                    <td className="scan-log-shape soft">
                      {scan.frameBytes === null ? (
                        <code>{shapeWords(say, scan)}</code>
                      ) : (
                        say('device.log_bytes', { count: scan.frameBytes })
                      )}
                      {scan.symbology === null ? null : <code>{scan.symbology}</code>}
                    </td>
                    <td className="scan-log-outcome">
                      <span className={`scan-outcome scan-outcome-${scan.outcome}`}>
                        {say(outcomeWords[scan.outcome])}
                      </span>
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
