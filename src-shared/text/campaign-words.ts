import type { Campaign } from '../domain/campaign/campaign.ts';
import { whyBarred } from '../domain/campaign/find-campaigns.ts';
import type { Language, Programme } from '../domain/programme/programme.ts';
import { whyNotText } from './why-not-words.ts';
import { fillWords } from './programme-words.ts';

interface AudienceWords {
  readonly everybody: string;
  readonly tiers: string;
  readonly plans: string;
  readonly tags: string;
  readonly stores: string;
  readonly arm: string;
  readonly listMark: string;
  readonly partMark: string;
}

const audienceWords: Readonly<Record<Language, AudienceWords>> = {
  'zh-CN': {
    everybody: '所有会员',
    tiers: '等级：{names}',
    plans: '付费会员：{names}',
    tags: '标签：{names}',
    stores: '门店：{names}',
    arm: 'A/B 测试 {names} 组',
    listMark: '、',
    partMark: '；',
  },
  en: {
    everybody: 'All members',
    tiers: 'Tiers: {names}',
    plans: 'Paid plans: {names}',
    tags: 'Tags: {names}',
    stores: 'Stores: {names}',
    arm: 'Arm {names} of an A/B test',
    listMark: ', ',
    partMark: '; ',
  },
  'zh-TW': {
    everybody: '所有會員',
    tiers: '等級：{names}',
    plans: '付費會員：{names}',
    tags: '標籤：{names}',
    stores: '門市：{names}',
    arm: 'A/B 測試 {names} 組',
    listMark: '、',
    partMark: '；',
  },
};

/** Says for whom and when a campaign runs within its days, by the names of its programme. */
export function audienceText(
  language: Language,
  { tiers, plans }: Pick<Programme, 'tiers' | 'plans'>,
  campaign: Campaign,
): string {
  const words = audienceWords[language];
  const { tierCodes, planIds, tags, storeIds, arm } = campaign.audience ?? {};
  const part = (text: string, names: readonly string[] | undefined): readonly string[] =>
    names === undefined ? [] : [fillWords(text, { names: names.join(words.listMark) })];
  const tierName = (code: string) => tiers.find((tier) => tier.code === code)?.name[language];
  const planName = (id: string) => plans.find((plan) => plan.planId === id)?.name[language];
  const parts = [
    ...part(
      words.tiers,
      tierCodes?.map((code) => tierName(code) ?? code),
    ),
    ...part(
      words.plans,
      planIds?.map((id) => planName(id) ?? id),
    ),
    ...part(words.tags, tags),
    ...part(words.stores, storeIds),
    ...part(words.arm, arm === undefined ? undefined : [arm]),
    ...campaign.when.map(({ kind }) => whyNotText(language, whyBarred(campaign, kind).whyNot)),
  ];
  return parts.length === 0 ? words.everybody : parts.join(words.partMark);
}
