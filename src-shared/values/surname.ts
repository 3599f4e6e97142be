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

/** How many characters of a Chinese name are its surname: 2 for a compound one, else 1. */
export function surnameLengthOf(characters: readonly string[]): 1 | 2 {
  return COMPOUND_SURNAMES.has(characters.slice(0, 2).join('')) ? 2 : 1;
}
