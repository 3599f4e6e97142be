import { useEffect, useRef } from 'react';
import type { LanState } from '../../../../src-shared/contract/till/lan.ts';
import { Button } from '../../../parts/Button.tsx';
import { useWords, type WordKey } from '../../../parts/words.ts';
import { openLanForm } from '../lan-form.ts';
import { useDevice, useDeviceRoom } from '../use-device.ts';

const statusWords = {
  off: 'lan.off',
  no_certificate: 'lan.no_certificate',
  port_failed: 'lan.port_failed',
  on: 'lan.on',
} as const satisfies Record<LanState['status'], WordKey>;

/** The other tills of this store on its LAN: whether they are there, and where that is set. */
export function LanPanel() {
  const say = useWords();
  const room = useDeviceRoom();
  const lan = useDevice((state) => state.lan);
  const panel = useRef<HTMLElement>(null);
  const isOpen = useDevice((state) => state.lanForm !== null);
  const isReaderOpen = useDevice((state) => state.form !== null);
  const wasOpen = useRef(false);
  useEffect(() => {
    // The form that had the focus is gone: the keyboard goes on from where it was opened.
    if (wasOpen.current && !isOpen && !isReaderOpen)
      panel.current?.querySelector('button')?.focus();
    wasOpen.current = isOpen;
  }, [isOpen, isReaderOpen]);
  if (lan === null) return null;
  const { status, neighbours } = lan;
  const isOn = status === 'on';
  return (
    <section className="lan-panel" ref={panel}>
      <header className="lan-head">
        <h2>{say('lan.title')}</h2>
        <span className={`lan-status lan-status-${status}`}>{say(statusWords[status])}</span>
      </header>
      {isOn && neighbours.length > 0 ? (
        <ul className="lan-tills">
          {neighbours.map((each) => (
            <li className="lan-till" key={`${each.terminalName} ${each.address ?? ''}`}>
              <span className="one-line">{each.terminalName}</span>
              <span className={each.isConnected ? 'lan-there' : 'lan-away'}>
                {say(each.isConnected ? 'lan.connected' : 'lan.away')}
              </span>
            </li>
          ))}
        </ul>
      ) : (
        <p className="soft">{say(isOn ? 'lan.nobody' : 'lan.means')}</p>
      )}
      {lan.isFixed ? (
        <p className="soft">{say('lan.fixed')}</p>
      ) : (
        <Button keyHint="F6" onPress={() => openLanForm(room)}>
          {say('lan.set')}
        </Button>
      )}
    </section>
  );
}
