import { useEffect, useId, useState } from 'react';
import { Choice } from '../../../parts/Choice.tsx';
import { TextBox } from '../../../parts/TextBox.tsx';
import { useWords } from '../../../parts/words.ts';
import { readBytes, showBytes } from '../bytes-text.ts';
import { changeForm, markField } from '../create-device.ts';
import { useDeviceRoom } from '../use-device.ts';
import { cutsNumbers, type SerialSettings } from '../usual-settings.ts';

type Framing = SerialSettings['framing'];
type UidSettings = Extract<SerialSettings, { kind: 'serial_uid' }>;

const RATES = [1200, 2400, 4800, 9600, 19_200, 38_400, 57_600, 115_200];
const SILENCES_MS = [20, 40, 100, 250, 500];
const UID_BYTES = [3, 4, 5, 7, 10] as const;
const DATA_BITS = [8, 7] as const;
const STOP_BITS = [1, 2] as const;
const LENGTH_BYTES = [1, 2] as const;

const framings: { readonly [Kind in Framing['kind']]: Extract<Framing, { kind: Kind }> } = {
  lines: { kind: 'lines' },
  stx_etx: { kind: 'stx_etx' },
  affixes: { kind: 'affixes', prefix: '', suffix: '\r' },
  length: {
    kind: 'length',
    start: '\u0002',
    lengthBytes: 1,
    lengthCounts: 'data',
    skipBytes: 0,
    endBytes: 0,
    check: 'none',
  },
};

/** The line and the framing of a serial reader, and how one of chip cards writes their numbers. */
export function SerialFields(props: {
  readonly settings: SerialSettings;
  readonly onEnter: () => void;
}) {
  const say = useWords();
  const room = useDeviceRoom();
  const { settings, onEnter } = props;
  const { line, framing } = settings;
  const change = (changed: SerialSettings) => changeForm(room, changed);
  const setLine = (part: Partial<SerialSettings['line']>) =>
    change({ ...settings, line: { ...line, ...part } });
  const setFraming = (framed: Framing) => change({ ...settings, framing: framed });
  return (
    <>
      <Numbers
        label={say('device.rate')}
        onChange={(baudRate) => setLine({ baudRate })}
        onEnter={onEnter}
        present={line.baudRate}
        usual={RATES}
      />
      <div className="reader-form-row reader-form-three">
        <Numbers
          label={say('device.data_bits')}
          look="row"
          onChange={(bits) => setLine({ dataBits: bits === 7 ? 7 : 8 })}
          onEnter={onEnter}
          present={line.dataBits}
          usual={DATA_BITS}
        />
        <Choice
          label={say('device.parity')}
          onChange={(parity) => setLine({ parity })}
          onEnter={onEnter}
          options={[
            { value: 'none', words: say('device.parity_none') },
            { value: 'even', words: say('device.parity_even') },
            { value: 'odd', words: say('device.parity_odd') },
          ]}
          value={line.parity}
        />
        <Numbers
          label={say('device.stop_bits')}
          look="row"
          onChange={(bits) => setLine({ stopBits: bits === 2 ? 2 : 1 })}
          onEnter={onEnter}
          present={line.stopBits}
          usual={STOP_BITS}
        />
      </div>
      <Choice
        label={say('device.framing')}
        look="chips"
        onChange={(kind) => setFraming(framings[kind])}
        onEnter={onEnter}
        options={[
          { value: 'lines', words: say('device.framing_lines') },
          { value: 'stx_etx', words: say('device.framing_stx_etx') },
          { value: 'affixes', words: say('device.framing_affixes') },
          { value: 'length', words: say('device.framing_length') },
        ]}
        value={framing.kind}
      />
      <FramingFields framing={framing} onChange={setFraming} onEnter={onEnter} />
      {cutsNumbers(settings) ? <CutNumbers /> : null}
      <Numbers
        label={say('device.silence')}
        onChange={(silenceMs) => setLine({ silenceMs })}
        onEnter={onEnter}
        present={line.silenceMs}
        usual={SILENCES_MS}
      />
      {settings.kind === 'serial_uid' ? (
        <UidFields
          onChange={(uid) => change({ ...settings, uid })}
          onEnter={onEnter}
          uid={settings.uid}
        />
      ) : null}
    </>
  );
}

/** Said where the two settings meet, and nothing is saved until one of them is another. */
function CutNumbers() {
  const say = useWords();
  const room = useDeviceRoom();
  const field = useId();
  useEffect(() => {
    markField(room, field, true);
    return () => markField(room, field, false);
  }, [room, field]);
  return (
    <p className="text-box-error" role="alert">
      {say('device.framing_cuts')}
    </p>
  );
}

function FramingFields(props: {
  readonly framing: Framing;
  readonly onChange: (framing: Framing) => void;
  readonly onEnter: () => void;
}) {
  const say = useWords();
  const { framing, onChange, onEnter } = props;
  if (framing.kind === 'affixes') {
    return (
      <div className="reader-form-row">
        <BytesBox
          bytes={framing.prefix}
          label={say('device.frame_prefix')}
          onChange={(prefix) => onChange({ ...framing, prefix })}
          onEnter={onEnter}
        />
        <BytesBox
          bytes={framing.suffix}
          label={say('device.frame_suffix')}
          onChange={(suffix) => onChange({ ...framing, suffix })}
          onEnter={onEnter}
        />
      </div>
    );
  }
  if (framing.kind !== 'length') return null;
  return (
    <>
      <div className="reader-form-row reader-form-three reader-form-long">
        <BytesBox
          bytes={framing.start}
          label={say('device.frame_start')}
          onChange={(start) => onChange({ ...framing, start })}
          onEnter={onEnter}
        />
        <CountBox
          count={framing.skipBytes}
          label={say('device.frame_skip')}
          onChange={(skipBytes) => onChange({ ...framing, skipBytes })}
          onEnter={onEnter}
        />
        <CountBox
          count={framing.endBytes}
          label={say('device.frame_end')}
          onChange={(endBytes) => onChange({ ...framing, endBytes })}
          onEnter={onEnter}
        />
      </div>
      <div className="reader-form-row reader-form-three reader-form-long">
        <Numbers
          label={say('device.length_bytes')}
          look="row"
          onChange={(bytes) => onChange({ ...framing, lengthBytes: bytes === 2 ? 2 : 1 })}
          onEnter={onEnter}
          present={framing.lengthBytes}
          usual={LENGTH_BYTES}
        />
        <Choice
          label={say('device.length_counts')}
          onChange={(lengthCounts) => onChange({ ...framing, lengthCounts })}
          onEnter={onEnter}
          options={[
            { value: 'data', words: say('device.length_data') },
            { value: 'frame', words: say('device.length_frame') },
          ]}
          value={framing.lengthCounts}
        />
        <Choice
          label={say('device.frame_check')}
          onChange={(check) => onChange({ ...framing, check })}
          onEnter={onEnter}
          options={[
            { value: 'none', words: say('device.check_none') },
            { value: 'xor', words: 'XOR' },
          ]}
          value={framing.check}
        />
      </div>
    </>
  );
}

function UidFields(props: {
  readonly uid: UidSettings['uid'];
  readonly onChange: (uid: UidSettings['uid']) => void;
  readonly onEnter: () => void;
}) {
  const say = useWords();
  const { uid, onChange, onEnter } = props;
  return (
    <>
      <Choice
        label={say('device.uid_format')}
        look="chips"
        onChange={(format) => onChange({ ...uid, format })}
        onEnter={onEnter}
        options={[
          { value: 'hex', words: say('device.uid_hex') },
          { value: 'decimal', words: say('device.uid_decimal') },
          { value: 'decimal_1_2', words: say('device.uid_decimal_1_2') },
          { value: 'decimal_2_2', words: say('device.uid_decimal_2_2') },
          { value: 'bytes', words: say('device.uid_raw') },
        ]}
        value={uid.format}
      />
      <div className="reader-form-row">
        <Choice
          label={say('device.byte_order')}
          onChange={(byteOrder) => onChange({ ...uid, byteOrder })}
          onEnter={onEnter}
          options={[
            { value: 'as_sent', words: say('device.byte_order_as_sent') },
            { value: 'reversed', words: say('device.byte_order_reversed') },
          ]}
          value={uid.byteOrder}
        />
        <Choice
          label={say('device.written_as')}
          onChange={(writtenAs) => onChange({ ...uid, writtenAs })}
          onEnter={onEnter}
          options={[
            { value: 'hex', words: say('device.uid_hex') },
            { value: 'decimal', words: say('device.uid_decimal') },
          ]}
          value={uid.writtenAs}
        />
      </div>
      <Numbers
        label={say('device.uid_bytes')}
        onChange={(bytes) => {
          const uidBytes = UID_BYTES.find((each) => each === bytes);
          if (uidBytes !== undefined) onChange({ ...uid, uidBytes });
        }}
        onEnter={onEnter}
        present={uid.uidBytes}
        usual={UID_BYTES}
      />
    </>
  );
}

/** A number out of the usual ones, and the one at hand where it is another. */
function Numbers(props: {
  readonly label: string;
  readonly usual: readonly number[];
  readonly present: number;
  readonly onChange: (number: number) => void;
  readonly onEnter: () => void;
  readonly look?: 'row' | 'chips';
}) {
  const { usual, present } = props;
  const all = usual.includes(present) ? usual : [...usual, present].toSorted((a, b) => a - b);
  return (
    <Choice
      label={props.label}
      look={props.look ?? 'chips'}
      onChange={(number) => props.onChange(Number(number))}
      onEnter={props.onEnter}
      options={all.map((number) => ({ value: String(number), words: String(number) }))}
      value={String(present)}
    />
  );
}

/** Notes of a field whether its text can be read; a field that is gone is no matter any more. */
function useMark(): (isWrong: boolean) => void {
  const room = useDeviceRoom();
  const field = useId();
  useEffect(() => () => markField(room, field, false), [room, field]);
  return (isWrong) => markField(room, field, isWrong);
}

/** Bytes as text; what cannot be read is said, and is not taken. */
function BytesBox(props: {
  readonly label: string;
  readonly bytes: string;
  readonly onChange: (bytes: string) => void;
  readonly onEnter: () => void;
}) {
  const say = useWords();
  const mark = useMark();
  const [text, setText] = useState(() => showBytes(props.bytes));
  const bytes = readBytes(text);
  return (
    <TextBox
      {...(bytes === null ? { error: say('device.bytes_wrong') } : {})}
      hint={say('device.bytes_hint')}
      label={props.label}
      onChange={(typed) => {
        setText(typed);
        const read = readBytes(typed);
        mark(read === null);
        if (read !== null) props.onChange(read);
      }}
      onEnter={props.onEnter}
      value={text}
    />
  );
}

/** A small count of bytes. */
function CountBox(props: {
  readonly label: string;
  readonly count: number;
  readonly onChange: (count: number) => void;
  readonly onEnter: () => void;
}) {
  const say = useWords();
  const mark = useMark();
  const [text, setText] = useState(() => String(props.count));
  const isWrong = !isCount(text);
  return (
    <TextBox
      {...(isWrong ? { error: say('device.count_wrong') } : {})}
      inputMode="numeric"
      label={props.label}
      onChange={(typed) => {
        setText(typed);
        mark(!isCount(typed));
        if (isCount(typed)) props.onChange(Number(typed));
      }}
      onEnter={props.onEnter}
      value={text}
    />
  );
}

function isCount(text: string): boolean {
  return /^(\d|1[0-6])$/.test(text.trim());
}
