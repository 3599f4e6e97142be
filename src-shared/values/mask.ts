import { birthdayMonthAndDay, type Birthday } from './birthday.ts';
import type { Phone } from './phone.ts';

const HIDDEN = '****';
const CARD_DIGITS_SHOWN = 4;

// Compound surnames still borne, in both scripts. A name is split after two characters only for
// them.
const COMPOUND_SURNAMES: ReadonlySet<string> = new Set(
  (
    '欧阳 歐陽 太史 端木 上官 司马 司馬 东方 東方 独孤 獨孤 南宫 南宮 万俟 萬俟 闻人 聞人 夏侯 诸葛 諸葛 尉迟 尉遲 ' +
    '公羊 赫连 赫連 澹台 澹臺 皇甫 宗政 濮阳 濮陽 公冶 太叔 申屠 公孙 公孫 慕容 仲孙 仲孫 钟离 鍾離 长孙 長孫 宇文 ' +
    '司徒 鲜于 鮮于 司空 闾丘 閭丘 子车 子車 亓官 司寇 巫马 巫馬 公西 颛孙 顓孫 壤驷 壤駟 公良 漆雕 乐正 樂正 宰父 ' +
    '谷梁 穀梁 拓跋 夹谷 夾谷 轩辕 軒轅 令狐 段干 百里 呼延 东郭 東郭 南门 南門 羊舌 微生 公户 公戶 公玉 梁丘 左丘 ' +
    '东门 東門 西门 西門 第五 贺兰 賀蘭 完颜 完顏 耶律 纳兰 納蘭 叶赫 葉赫 富察 爱新 愛新'
  ).split(' '),
);

const CJK = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;
const DOTS_AND_SPACES = /[·\s]/gu;
const WORDS = /[^\s·-]+/gu;

/**
 * Hides the middle of a number (ID-11): 138****1234 on the mainland, 6***1234 in Hong Kong and
 * Macau, 09****5678 in Taiwan. The country code is left out, because the till shows the region.
 */
export function maskPhone(phone: Phone): string {
  const last4 = phone.slice(-4);
  if (phone.startsWith('+852') || phone.startsWith('+853')) return `${phone.charAt(4)}***${last4}`;
  if (phone.startsWith('+886')) return `0${phone.charAt(4)}${HIDDEN}${last4}`;
  return `${phone.slice(0, 3)}${HIDDEN}${last4}`;
}

/**
 * Hides most of a cleaned name (ID-11): 张三 is 张*, 张三丰 is 张*丰, 欧阳锋 is 欧阳*, 欧阳建国 is
 * 欧阳*国, "Li Ming" is "L** M**". One star stands for any number of characters, so that the length
 * tells nothing.
 */
export function maskName(name: string): string {
  if (CJK.test(name)) return maskCharacters(Array.from(name.replace(DOTS_AND_SPACES, '')));
  return name.replace(WORDS, (word) => `${Array.from(word)[0] ?? ''}**`);
}

/**
 * Shows the last 4 characters of a card number (ID-11), and nothing of one too short to hide any.
 */
export function maskCard(cardNo: string): string {
  if (cardNo.length <= CARD_DIGITS_SHOWN) return HIDDEN;
  return `${HIDDEN}${cardNo.slice(-CARD_DIGITS_SHOWN)}`;
}

/** Shows month and day as "03/05" and never the year (ID-11). */
export function maskBirthday(birthday: Birthday): string {
  const { month, day } = birthdayMonthAndDay(birthday);
  return `${String(month).padStart(2, '0')}/${String(day).padStart(2, '0')}`;
}

function maskCharacters(characters: readonly string[]): string {
  const surnameLength = COMPOUND_SURNAMES.has(characters.slice(0, 2).join('')) ? 2 : 1;
  const surname = characters.slice(0, surnameLength).join('');
  if (characters.length <= 2) return `${characters[0] ?? ''}*`;
  const hidesEverythingElse = characters.length === surnameLength + 1;
  return hidesEverythingElse ? `${surname}*` : `${surname}*${characters.at(-1) ?? ''}`;
}
