import type { Language } from '../domain/programme/programme.ts';

/** How `programme` is called, in a few lines and whole. */
interface ProgrammeHelp {
  readonly usage: string;
  readonly help: string;
}

const zhCnUsage = `用法：
  programme check 文件 [--against 文件] [--lang zh-CN|en|zh-TW]
  programme try 文件 --receipt 文件 --member 文件 [--lang zh-CN|en|zh-TW]`;

const enUsage = `Usage:
  programme check FILE [--against FILE] [--lang zh-CN|en|zh-TW]
  programme try FILE --receipt FILE --member FILE [--lang zh-CN|en|zh-TW]`;

const zhTwUsage = `用法：
  programme check 檔案 [--against 檔案] [--lang zh-CN|en|zh-TW]
  programme try 檔案 --receipt 檔案 --member 檔案 [--lang zh-CN|en|zh-TW]`;

export const programmeHelp: Readonly<Record<Language, ProgrammeHelp>> = {
  'zh-CN': {
    usage: zhCnUsage,
    help: `${zhCnUsage}

  check      列出方案文件的每个问题及其位置；没有问题时给出概要和各等级的返还比例
  --against  现行的方案文件：列出新方案从会员手中拿走的等级、券、付费会员和储值
  try        会员在这张小票上得到什么：价格、用了和没用的优惠及原因、积分、等级
  --receipt  小票：storeId、businessDate、time、lines、coupons（"best" 或券模板）、points（用来抵现的积分）
  --member   会员：tier、points、birthday、spentFen、coupons、planIds、tags、firstPurchaseOnDay、lastPurchaseOnDay
  --lang     回答所用的语言；不写时按系统语言（LC_ALL、LC_MESSAGES、LANG），都不合适时为 zh-CN
  --help     显示本说明

例子在 resources/programmes/examples。
`,
  },
  en: {
    usage: enUsage,
    help: `${enUsage}

  check      every problem of a programme document with its place, or its summary and what each tier gets back
  --against  the document in force: which tiers, coupons, plans and stored value the new one takes from members
  try        what the member gets on the receipt: prices, benefits used and not used and why, points, tier
  --receipt  storeId, businessDate, time, lines, coupons ("best" or templates), points to pay with
  --member   tier, points, birthday, spentFen, coupons, planIds, tags, firstPurchaseOnDay, lastPurchaseOnDay
  --lang     the language of the answer; without it the system's (LC_ALL, LC_MESSAGES, LANG), else zh-CN
  --help     this text

Examples are in resources/programmes/examples.
`,
  },
  'zh-TW': {
    usage: zhTwUsage,
    help: `${zhTwUsage}

  check      列出方案文件的每個問題及其位置；沒有問題時給出概要和各等級的返還比例
  --against  現行的方案檔案：列出新方案從會員手中拿走的等級、券、付費會員和儲值
  try        會員在這張收據上得到什麼：價格、用了和沒用的優惠及原因、積分、等級
  --receipt  收據：storeId、businessDate、time、lines、coupons（"best" 或券範本）、points（用來抵現的積分）
  --member   會員：tier、points、birthday、spentFen、coupons、planIds、tags、firstPurchaseOnDay、lastPurchaseOnDay
  --lang     回答所用的語言；不寫時按系統語言（LC_ALL、LC_MESSAGES、LANG），都不合適時為 zh-CN
  --help     顯示本說明

例子在 resources/programmes/examples。
`,
  },
};
