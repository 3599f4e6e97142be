import { useRef } from 'react';
import { isLanAddress } from '../../../../src-shared/values/lan-address.ts';
import { Button } from '../../../parts/Button.tsx';
import { TextBox } from '../../../parts/TextBox.tsx';
import { useFocus } from '../../../parts/use-focus.ts';
import { useWords } from '../../../parts/words.ts';
import { leaveForm } from '../create-device.ts';
import type { LanForm } from '../device-state.ts';
import { changeLanForm, readPeers, saveLanForm } from '../lan-form.ts';
import { useDevice, useDeviceRoom } from '../use-device.ts';

/** Where this till is on the LAN of its store, and where another one is. */
export function LanFormView({ form }: { readonly form: LanForm }) {
  const say = useWords();
  const room = useDeviceRoom();
  const isBusy = useDevice((state) => state.isBusy);
  const first = useRef<HTMLInputElement>(null);
  useFocus(first, 'lan');
  const save = () => void saveLanForm(room);
  const isListenWrong = form.listenAt.trim() !== '' && !isLanAddress(form.listenAt.trim());
  const isPeerWrong = readPeers(form.peers).some((each) => !isLanAddress(each));
  return (
    <section className="reader-form">
      <header className="reader-form-head">
        <h2 className="one-line">{say('lan.title')}</h2>
        <p className="soft">{say('lan.means')}</p>
      </header>
      <div className="reader-form-fields">
        <TextBox
          hint={say('lan.listen_hint')}
          inputRef={first}
          label={say('lan.listen_at')}
          onChange={(listenAt) => changeLanForm(room, { listenAt })}
          onEnter={save}
          value={form.listenAt}
          {...(isListenWrong ? { error: say('lan.wrong') } : {})}
        />
        <TextBox
          hint={say('lan.peers_hint')}
          label={say('lan.peers')}
          onChange={(peers) => changeLanForm(room, { peers })}
          onEnter={save}
          value={form.peers}
          {...(isPeerWrong ? { error: say('lan.wrong') } : {})}
        />
      </div>
      <footer className="reader-form-acts">
        <Button isDisabled={isBusy} keyHint="Enter" look="primary" onPress={save}>
          {say('device.save')}
        </Button>
        <Button keyHint="Esc" look="quiet" onPress={() => leaveForm(room)}>
          {say('act.cancel')}
        </Button>
      </footer>
    </section>
  );
}
