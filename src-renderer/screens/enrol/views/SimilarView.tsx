import type { ComparedMember } from '../../../../src-shared/contract/till/member.ts';
import { Button } from '../../../parts/Button.tsx';
import { cleanPhone } from '../../../../src-shared/values/phone.ts';
import { CompareMembers } from '../../../parts/CompareMembers.tsx';
import { useWords } from '../../../parts/words.ts';
import { chooseSimilar, join } from '../create-enrol.ts';
import { useEnrol, useEnrolRoom, useLine } from '../use-enrol.ts';
import { EnrolMessage } from './EnrolMessage.tsx';

/** Who may be a member already (ID-10): one of them, none of them, or head office finds out. */
export function SimilarView(props: { readonly members: readonly ComparedMember[] }) {
  const say = useWords();
  const room = useEnrolRoom();
  const tiers = useLine((state) => state.programme?.tiers) ?? [];
  const isBusy = useEnrol((state) => state.isBusy);
  const { name, phoneText, region } = useEnrol((state) => state.form);
  const phone = cleanPhone(phoneText, region);
  return (
    <main className="enrol-similar">
      <section className="enrol-similar-list">
        <h2>{say('enrol.similar_title')}</h2>
        <p className="soft">{say('enrol.similar_means')}</p>
        <CompareMembers
          compared={props.members}
          onChoose={({ member }) => chooseSimilar(room, member)}
          person={{ name, phone: phone.status === 'ok' ? phone.phone : null }}
          rankOf={(tierCode) => tiers.findIndex(({ code }) => code === tierCode)}
        />
      </section>
      <EnrolMessage />
      <div className="enrol-result-acts">
        <Button isDisabled={isBusy} onPress={() => void join(room, 'perhaps')} size="large">
          {say('enrol.similar_perhaps')}
        </Button>
        <Button
          isDisabled={isBusy}
          look="primary"
          onPress={() => void join(room, 'others')}
          size="large"
        >
          {say('enrol.similar_others')}
        </Button>
      </div>
    </main>
  );
}
