import type { Language } from '../domain/programme/programme.ts';
import { pathText, type Problem, type ProblemCode } from '../programme/problem.ts';
import { fillWords } from './programme-words.ts';

/** What is wrong with a document and what is right there; places in braces are the problem's data. */
const problemWords: Readonly<Record<ProblemCode, Readonly<Record<Language, string>>>> = {
  missing: { 'zh-CN': '缺少', en: 'is missing', 'zh-TW': '缺少' },
  not_whole_number: { 'zh-CN': '须为整数', en: 'must be a whole number', 'zh-TW': '須為整數' },
  not_number: { 'zh-CN': '须为数字', en: 'must be a number', 'zh-TW': '須為數字' },
  not_text: { 'zh-CN': '须为文字', en: 'must be text', 'zh-TW': '須為文字' },
  not_flag: {
    'zh-CN': '须为 true 或 false',
    en: 'must be true or false',
    'zh-TW': '須為 true 或 false',
  },
  not_list: { 'zh-CN': '须为列表', en: 'must be a list', 'zh-TW': '須為清單' },
  not_group: {
    'zh-CN': '须为一组带名称的值',
    en: 'must be a group of named values',
    'zh-TW': '須為一組帶名稱的值',
  },
  not_a_choice: {
    'zh-CN': '须为以下之一：{choices}',
    en: 'must be one of {choices}',
    'zh-TW': '須為以下之一：{choices}',
  },
  not_choice_or_list: {
    'zh-CN': '须为 {choices} 或列表',
    en: 'must be {choices} or a list',
    'zh-TW': '須為 {choices} 或清單',
  },
  not_choice_or_group: {
    'zh-CN': '须为 {choices} 或一组带名称的值',
    en: 'must be {choices} or a group of named values',
    'zh-TW': '須為 {choices} 或一組帶名稱的值',
  },
  not_known_kind: {
    'zh-CN': '没有这一种，须为以下之一：{choices}',
    en: 'is no known kind; must be one of {choices}',
    'zh-TW': '沒有這一種，須為以下之一：{choices}',
  },
  too_small: {
    'zh-CN': '不得小于 {limit}',
    en: 'must be at least {limit}',
    'zh-TW': '不得小於 {limit}',
  },
  too_large: {
    'zh-CN': '不得大于 {limit}',
    en: 'must be at most {limit}',
    'zh-TW': '不得大於 {limit}',
  },
  too_short: {
    'zh-CN': '至少 {limit} 个字符',
    en: 'must have {limit} or more characters',
    'zh-TW': '至少 {limit} 個字元',
  },
  too_long: {
    'zh-CN': '最多 {limit} 个字符',
    en: 'must have {limit} or fewer characters',
    'zh-TW': '最多 {limit} 個字元',
  },
  too_few_items: {
    'zh-CN': '至少 {limit} 项',
    en: 'must have {limit} or more items',
    'zh-TW': '至少 {limit} 項',
  },
  too_many_items: {
    'zh-CN': '最多 {limit} 项',
    en: 'must have {limit} or fewer items',
    'zh-TW': '最多 {limit} 項',
  },
  unknown_keys: {
    'zh-CN': '有不认识的名称：{keys}',
    en: 'has keys that mean nothing here: {keys}',
    'zh-TW': '有不認識的名稱：{keys}',
  },
  not_accepted: { 'zh-CN': '不符合要求', en: 'is not accepted', 'zh-TW': '不符合要求' },
  not_a_code: {
    'zh-CN': '只能用小写字母、数字和 _，字母开头，最多 32 个',
    en: 'must be lower-case letters, digits and _, at most 32, beginning with a letter',
    'zh-TW': '只能用小寫字母、數字和 _，字母開頭，最多 32 個',
  },
  not_a_day: {
    'zh-CN': '须为真实日期，写作 YYYY-MM-DD',
    en: 'must be a real day, written YYYY-MM-DD',
    'zh-TW': '須為真實日期，寫作 YYYY-MM-DD',
  },
  not_a_birthday: {
    'zh-CN': '须写作 MM-DD 或 YYYY-MM-DD',
    en: 'must be written MM-DD or YYYY-MM-DD',
    'zh-TW': '須寫作 MM-DD 或 YYYY-MM-DD',
  },
  not_a_time: { 'zh-CN': '须写作 HH:MM', en: 'must be written HH:MM', 'zh-TW': '須寫作 HH:MM' },
  not_a_quantity: {
    'zh-CN': '须为文字形式的数字，如 "1"',
    en: 'must be a number as text, as "1"',
    'zh-TW': '須為文字形式的數字，如 "1"',
  },
  not_a_card_prefix: {
    'zh-CN': '须为 2 至 12 个大写字母或数字',
    en: 'must be 2 to 12 capital letters or digits',
    'zh-TW': '須為 2 至 12 個大寫字母或數字',
  },
  before_from_day: {
    'zh-CN': '不得早于 fromDay',
    en: 'must not be before fromDay',
    'zh-TW': '不得早於 fromDay',
  },
  not_a_share: {
    'zh-CN': '须为 0 到 1 之间的比例',
    en: 'must be a share from 0 to 1',
    'zh-TW': '須為 0 到 1 之間的比例',
  },
  multiplier_below_one: {
    'zh-CN': '倍数不得小于 1',
    en: 'must be 1 or more',
    'zh-TW': '倍數不得小於 1',
  },
  multiplier_too_large: {
    'zh-CN': '倍数不得大于 {limit}',
    en: 'must be {limit} or less',
    'zh-TW': '倍數不得大於 {limit}',
  },
  rate_too_large: {
    'zh-CN': '每 fen 最多 {limit} 积分',
    en: 'must be at most {limit} points per fen',
    'zh-TW': '每 fen 最多 {limit} 積分',
  },
  key_twice: {
    'zh-CN': '同一组里写了不止一次：请只留一个',
    en: 'is written more than once in its group: keep one of them',
    'zh-TW': '同一組裡寫了不止一次：請只留一個',
  },
  is_twice: { 'zh-CN': '重复：{name}', en: 'is there twice: {name}', 'zh-TW': '重複：{name}' },
  condition_twice: {
    'zh-CN': '条件重复：{name}；各条件须同时成立，请合并为一个',
    en: 'is there twice: {name}; conditions must all hold, so write one',
    'zh-TW': '條件重複：{name}；各條件須同時成立，請合併為一個',
  },
  no_tier: {
    'zh-CN': '没有等级 {name}',
    en: 'there is no tier {name}',
    'zh-TW': '沒有等級 {name}',
  },
  no_plan: {
    'zh-CN': '没有付费会员 {name}',
    en: 'there is no plan {name}',
    'zh-TW': '沒有付費會員 {name}',
  },
  no_template: {
    'zh-CN': '没有券模板 {name}',
    en: 'there is no coupon template {name}',
    'zh-TW': '沒有券範本 {name}',
  },
  no_profile: {
    'zh-CN': '没有储值规则 {name}',
    en: 'there is no profile {name}',
    'zh-TW': '沒有儲值規則 {name}',
  },
  no_category: {
    'zh-CN': '没有品类 {name}',
    en: 'there is no category {name}',
    'zh-TW': '沒有品類 {name}',
  },
  earns_less_than_below: {
    'zh-CN': '不得小于低一级的倍数',
    en: 'must not be less than that of the tier below',
    'zh-TW': '不得小於低一級的倍數',
  },
  pays_more_than_below: {
    'zh-CN': '不得高于低一级的折扣，否则低一级付得更少',
    en: 'must not be more than that of the tier below, which would pay less',
    'zh-TW': '不得高於低一級的折扣，否則低一級付得更少',
  },
  first_tier_given: {
    'zh-CN': '不应填写：人人从第一级开始',
    en: 'must be left out: everyone begins with the first tier',
    'zh-TW': '不應填寫：人人從第一級開始',
  },
  rule_never_holds: {
    'zh-CN': '永远达不到：统计期内最多 {days} 天，任务最多 {points} 分',
    en: 'can never hold: its window has at most {days} days and {points} points of tasks',
    'zh-TW': '永遠達不到：統計期內最多 {days} 天，任務最多 {points} 分',
  },
  rule_never_holds_without_value: {
    'zh-CN': '永远达不到：统计期内最多 {days} 天，任务最多 {points} 分，且没有储值可充',
    en: 'can never hold: its window has at most {days} days and {points} points of tasks, and nothing can be topped up',
    'zh-TW': '永遠達不到：統計期內最多 {days} 天，任務最多 {points} 分，且沒有儲值可充',
  },
  nobody_stays: {
    'zh-CN': '没有人会停在此级：达到它就已达到更高的 {name}',
    en: 'nobody stays in this tier: whoever reaches it has reached {name}, which is higher',
    'zh-TW': '沒有人會停在此級：達到它就已達到更高的 {name}',
  },
  tier_cycle: {
    'zh-CN': '等级循环：礼包返还 {points} 积分，不少于兑换所需',
    en: 'is a tier cycle: its gift pack gives {points} points back, at least what it costs',
    'zh-TW': '等級循環：禮包返還 {points} 積分，不少於兌換所需',
  },
  gives_price_back: {
    'zh-CN': '返还 {points} 积分，不少于兑换所需',
    en: 'gives {points} points back, at least what it costs',
    'zh-TW': '返還 {points} 積分，不少於兌換所需',
  },
  tier_gives_too_much: {
    'zh-CN': '给最高等级的返还超过 5 %',
    en: 'gives more than 5 % back to the best tier',
    'zh-TW': '給最高等級的回饋超過 5 %',
  },
  receipt_gives_too_much: {
    'zh-CN': '在返还中占最大部分：同享的优惠合计，一单最高返还 {percent}，上限 5 %',
    en: 'has the largest part in {percent} given back on one receipt, all that comes together counted; the most is 5 %',
    'zh-TW': '在回饋中佔最大部分：同享的優惠合計，一單最高回饋 {percent}，上限 5 %',
  },
  sink_worth_too_much: {
    'zh-CN': '使积分过于值钱，一单最高返还 {percent}，上限 5 %',
    en: 'makes points worth so much that one receipt gives {percent} back; the most is 5 %',
    'zh-TW': '使積分過於值錢，一單最高回饋 {percent}，上限 5 %',
  },
  gift_pack_gives_too_much: {
    'zh-CN': '礼包过多：升到该等级途中合计返还 {percent}，上限 5 %',
    en: 'is so much that {percent} is given back on the way to the tier; the most is 5 %',
    'zh-TW': '禮包過多：升到該等級途中合計回饋 {percent}，上限 5 %',
  },
  price_of_nothing: {
    'zh-CN': '不得小于 1：白送的商品请用商品券',
    en: 'must be at least 1: an article for nothing is an item coupon',
    'zh-TW': '不得小於 1：白送的商品請用商品券',
  },
  price_never_used: {
    'zh-CN': '永远用不上：{name} 对同样的会员在这些日子已有同价或更低价',
    en: 'is never used: {name} has as low a price for these members on all these days',
    'zh-TW': '永遠用不上：{name} 對同樣的會員在這些日子已有同價或更低價',
  },
  nothing_left_of_share: {
    'zh-CN': '须大于 0，否则无需付款',
    en: 'must be more than 0: nothing would be left to pay',
    'zh-TW': '須大於 0，否則無需付款',
  },
  nothing_left_of_threshold: {
    'zh-CN': '须小于 thresholdFen，否则无需付款',
    en: 'must be less than thresholdFen: nothing would be left to pay',
    'zh-TW': '須小於 thresholdFen，否則無需付款',
  },
  stack_takes_all: {
    'zh-CN': '与 {names} 同用，{thresholdFen} fen 的小票要减 {offFen} fen：请放入同一 stackGroup',
    en: 'with {names} it takes {offFen} fen off a receipt of {thresholdFen}: put them into one stackGroup',
    'zh-TW': '與 {names} 同用，{thresholdFen} fen 的小票要減 {offFen} fen：請放入同一 stackGroup',
  },
  coupon_without_end: {
    'zh-CN': '等于没有截止日的券：最多为 fromDay 后 {days} 天',
    en: 'is a coupon without end: at most {days} days after fromDay',
    'zh-TW': '等於沒有截止日的券：最多為 fromDay 後 {days} 天',
  },
  given_away_twice: {
    'zh-CN': '须为 "online_only"：可转赠的券可能被用两次',
    en: 'must be "online_only": a coupon that can be given away could be used twice',
    'zh-TW': '須為 "online_only"：可轉贈的券可能被用兩次',
  },
  floor_too_large: {
    'zh-CN': '减额超过 {fen} fen 时不得为 "floor"：每台收银机都可能用一次',
    en: 'must not be "floor" above {fen} fen off: it could be used at every till',
    'zh-TW': '減額超過 {fen} fen 時不得為 "floor"：每台收銀機都可能用一次',
  },
  store_bound_too_large: {
    'zh-CN': '减额超过 {fen} fen 时须为 "online_only"',
    en: 'must be "online_only" above {fen} fen off',
    'zh-TW': '減額超過 {fen} fen 時須為 "online_only"',
  },
  coupon_never_usable: {
    'zh-CN': '不得等于 fromMinute：此券永远用不了',
    en: 'must not be fromMinute: the coupon could never be used',
    'zh-TW': '不得等於 fromMinute：此券永遠用不了',
  },
  campaign_never_runs: {
    'zh-CN': '不得等于 fromMinute：活动永远不会进行',
    en: 'must not be fromMinute: the campaign could never run',
    'zh-TW': '不得等於 fromMinute：活動永遠不會進行',
  },
  no_such_day: {
    'zh-CN': '在 {fromDay} 至 {toDay} 之间没有这样的一天',
    en: 'is no day from {fromDay} to {toDay}',
    'zh-TW': '在 {fromDay} 至 {toDay} 之間沒有這樣的一天',
  },
  pack_coupon_limited: {
    'zh-CN': '须为 null：等级 {name} 的礼包发给每位升级的会员',
    en: 'must be null: the gift pack of the tier {name} gives it to everybody who rises',
    'zh-TW': '須為 null：等級 {name} 的禮包發給每位升級的會員',
  },
  named_card_limit: {
    'zh-CN': '不得大于 {fen} fen（记名卡最多 5,000 元）',
    en: 'must be at most {fen} fen (a named card holds 5,000 yuan)',
    'zh-TW': '不得大於 {fen} fen（記名卡最多 5,000 元）',
  },
  identity_limit: {
    'zh-CN': '不得大于 {fen} fen（满 10,000 元须登记购卡人身份）',
    en: 'must be at most {fen} fen (from 10,000 yuan on the buyer is identified)',
    'zh-TW': '不得大於 {fen} fen（滿 10,000 元須登記購卡人身份）',
  },
  cash_limit: {
    'zh-CN': '不得大于 {fen} fen（满 50,000 元不得收现金）',
    en: 'must be at most {fen} fen (from 50,000 yuan on there is no cash)',
    'zh-TW': '不得大於 {fen} fen（滿 50,000 元不得收現金）',
  },
  offline_limit: {
    'zh-CN': '不得大于 {fen} fen（断网时一台收银机的上限）',
    en: 'must be at most {fen} fen (what a till may take alone)',
    'zh-TW': '不得大於 {fen} fen（斷網時一台收銀機的上限）',
  },
  package_never_sold: {
    'zh-CN': '永远卖不出：连赠送超过钱包上限 {fen} fen',
    en: 'can never be sold: with its bonus it is more than {fen} fen, the most on a wallet',
    'zh-TW': '永遠賣不出：連贈送超過錢包上限 {fen} fen',
  },
  identify_from_first_fen: {
    'zh-CN': '余额可超过 {fen} fen 即为记名卡，购卡人从第一分钱起须登记；请咨询法务',
    en: 'a wallet of more than {fen} fen is a named card, whose buyer is identified from the first fen; ask counsel',
    'zh-TW': '餘額可超過 {fen} fen 即為記名卡，購卡人從第一分錢起須登記；請諮詢法務',
  },
  not_a_multiple: {
    'zh-CN': '须为 stepPoints 的倍数',
    en: 'must be a multiple of stepPoints',
    'zh-TW': '須為 stepPoints 的倍數',
  },
  floor_never_spent: {
    'zh-CN': '须为 0（没有）或不少于 redeem.minPoints，否则永远用不了',
    en: 'must be 0 for none, or at least redeem.minPoints: less could never be spent',
    'zh-TW': '須為 0（沒有）或不少於 redeem.minPoints，否則永遠用不了',
  },
  floor_above_ceiling: {
    'zh-CN':
      '价值不得超过 offline.ceiling.pointsWorthFen（{fen} fen）：每台收银机断网时合计不能用得更多',
    en: 'must be worth at most offline.ceiling.pointsWorthFen ({fen} fen): a till without the line spends no more in all',
    'zh-TW':
      '價值不得超過 offline.ceiling.pointsWorthFen（{fen} fen）：每台收銀機斷網時合計不能用得更多',
  },
  payment_above_ceiling: {
    'zh-CN': '不得大于 offline.ceiling.valueFen（{fen} fen）：每台收银机断网时合计不能用得更多',
    en: 'must be at most offline.ceiling.valueFen ({fen} fen): a till without the line spends no more in all',
    'zh-TW': '不得大於 offline.ceiling.valueFen（{fen} fen）：每台收銀機斷網時合計不能用得更多',
  },
  no_required_item: {
    'zh-CN': '须有一项必选：会员身份本身',
    en: 'must have one required item: the membership itself',
    'zh-TW': '須有一項必選：會員身份本身',
  },
  notices_not_falling: {
    'zh-CN': '须从大到小：最早的提醒在前',
    en: 'must fall: the earliest notice comes first',
    'zh-TW': '須從大到小：最早的提醒在前',
  },
  nobody_can_adjust: {
    'zh-CN': '为空时没有人能调整积分：请写出原因，或将 maxPoints 都设为 0',
    en: 'must not be empty, or nobody can adjust points: give a reason, or set all of maxPoints to 0',
    'zh-TW': '為空時沒有人能調整積分：請寫出原因，或將 maxPoints 都設為 0',
  },
  limits_not_rising: {
    'zh-CN': '须从收银员、主管到店长逐级不减',
    en: 'must rise from cashier over supervisor to manager',
    'zh-TW': '須從收銀員、主管到店長逐級不減',
  },
  lost_before_active: {
    'zh-CN': '不得小于 activeDays',
    en: 'must be at least activeDays',
    'zh-TW': '不得小於 activeDays',
  },
  tier_dropped: {
    'zh-CN': '缺少等级 {name}：仍有会员属于该等级时不得去掉',
    en: 'leaves out the tier {name}, which must stay as long as a member has it',
    'zh-TW': '缺少等級 {name}：仍有會員屬於該等級時不得去掉',
  },
  template_dropped: {
    'zh-CN': '缺少券模板 {name}：已发的券未用完时不得去掉',
    en: 'leaves out the coupon template {name}, which must stay as long as coupons of it can be used',
    'zh-TW': '缺少券範本 {name}：已發的券未用完時不得去掉',
  },
  coupon_worth_less: {
    'zh-CN': '券 {name} 的优惠少于已发的券：请另建模板',
    en: 'gives less than the coupons of {name} that are out: make a template of its own',
    'zh-TW': '券 {name} 的優惠少於已發的券：請另建範本',
  },
  coupon_narrower: {
    'zh-CN': '券 {name} 的适用范围小于已发的券：请另建模板',
    en: 'is narrower than for the coupons of {name} that are out: make a template of its own',
    'zh-TW': '券 {name} 的適用範圍小於已發的券：請另建範本',
  },
  coupon_bound: {
    'zh-CN': '券 {name} 已按可转赠发出：未用完时不得改为 false',
    en: 'must stay true as long as coupons of {name} can be used: they were issued to be handed on',
    'zh-TW': '券 {name} 已按可轉贈發出：未用完時不得改為 false',
  },
  plan_dropped: {
    'zh-CN': '缺少付费会员 {name}：仍有会员在有效期内时不得去掉',
    en: 'leaves out the paid plan {name}, which must stay as long as a member has paid for it',
    'zh-TW': '缺少付費會員 {name}：仍有會員在有效期內時不得去掉',
  },
  value_dropped: {
    'zh-CN': '仍有会员储值未退时不得取消：退款须能办理',
    en: 'must stay as long as a wallet holds money: members have a right to it',
    'zh-TW': '仍有會員儲值未退時不得取消：退款須能辦理',
  },
  version_too_low: {
    'zh-CN': '须大于已发布的最高版本 {version}',
    en: 'must be higher than {version}, the version published last',
    'zh-TW': '須大於已發布的最高版本 {version}',
  },
  version_of_other_content: {
    'zh-CN': '版本 {version} 已以其他内容发布：请用新版本号',
    en: '{version} was published with other content: give it a new version',
    'zh-TW': '版本 {version} 已以其他內容發布：請用新版本號',
  },
  in_the_past: {
    'zh-CN': '须为今天或以后：过去的小票按当时的规则',
    en: 'must be today or later: receipts of the past keep their rules',
    'zh-TW': '須為今天或以後：過去的小票按當時的規則',
  },
  has_started: {
    'zh-CN': '自 {day} 起已用于小票：请作为新版本发布',
    en: 'has ruled receipts since {day}: publish the change as a new version',
    'zh-TW': '自 {day} 起已用於小票：請作為新版本發布',
  },
};

/** Says a problem to whoever wrote the document, without its place. */
export function problemText(language: Language, { code, data = {} }: Problem): string {
  return fillWords(problemWords[code][language], data);
}

const wholeDocument: Readonly<Record<Language, string>> = {
  'zh-CN': '（整个文件）',
  en: '(document)',
  'zh-TW': '（整個檔案）',
};

/** Says where in the document a problem is: `tiers[0].code`. */
export function placeText(language: Language, { path }: Problem): string {
  return path.length === 0 ? wholeDocument[language] : pathText(path);
}
