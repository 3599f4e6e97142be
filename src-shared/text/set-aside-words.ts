import type { VerdictReason } from '../contract/office/push.ts';
import type { Language } from '../domain/programme/programme.ts';

/** Why head office kept an operation and did not post it, for the person who looks at it. */
type SetAsideWords = Readonly<Record<VerdictReason, string>>;

export const setAsideWords: Readonly<Record<Language, SetAsideWords>> = {
  'zh-CN': {
    unreadable: '总部无法读取，请联系总部',
    hash_wrong: '内容校验不符，请联系总部',
    chain_broken: '前后记录不连续，请联系总部',
    id_reused: '编号与另一笔重复，请联系总部',
    foreign_install: '不是本机的记录，请联系总部',
    member_unknown: '总部没有此会员，请核对',
    member_exists: '总部已有此会员，请核对',
    receipt_posted: '此小票已在另一台收银机积分，不重复积分',
  },
  en: {
    unreadable: 'Head office cannot read it. Please call them',
    hash_wrong: 'Its checksum does not fit. Please call head office',
    chain_broken: 'It does not follow the one before. Please call head office',
    id_reused: 'Its number belongs to another one. Please call head office',
    foreign_install: 'It is not of this till. Please call head office',
    member_unknown: 'Head office has no such member. Please check',
    member_exists: 'Head office has this member already. Please check',
    receipt_posted: 'This receipt earned points at another till already. It earns once',
  },
  'zh-TW': {
    unreadable: '總部無法讀取，請聯絡總部',
    hash_wrong: '內容校驗不符，請聯絡總部',
    chain_broken: '前後記錄不連續，請聯絡總部',
    id_reused: '編號與另一筆重複，請聯絡總部',
    foreign_install: '不是本機的記錄，請聯絡總部',
    member_unknown: '總部沒有此會員，請核對',
    member_exists: '總部已有此會員，請核對',
    receipt_posted: '此收據已在另一台收銀機積分，不重複積分',
  },
};

/** The words of a stored reason; one that a newer office gave is better shown than hidden. */
export function setAsideText(language: Language, reason: string): string {
  const words: Readonly<Record<string, string>> = setAsideWords[language];
  return Object.hasOwn(words, reason) ? (words[reason] ?? reason) : reason;
}
