"""No separator hides a number, whichever category of Unicode it is drawn from, and ordinary figures
stay as they are."""

import random
import unicodedata
from typing import Final

import pytest

from services.intake.reports.masking.masking import MARKS, mask
from services.intake.reports.masking.numbers import Kind

SEPARATORS = ("Zs", "Zl", "Zp", "Cf", "Cc", "Co", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po",
              "Sm", "Sc", "Sk", "So", "Mn", "Me", "Mc")  # fmt: skip
INVISIBLE = ("Cf", "Mn", "Me")
NUMBERS: Final[dict[Kind, list[list[str]]]] = {
    "mobile": [["138", "0013", "8000"], ["1599", "876", "5432"], list("13800138000")],
    "landline": [["0574", "8765", "4321"], ["010", "8765", "4321"], list("057487654321")],
    "bank_card": [["6222", "0200", "1122", "3341"], list("6222020011223344554")],
    "identity_card": [["110105", "19491231", "002X"], list("11010519491231002X")],
    "plate": [["浙", "B", "12345"], ["浙B", "D12345"], list("沪A8F321")],
}
WRITINGS = ("0123456789", "０１２３４５６７８９", "٠١٢٣٤٥٦٧٨٩", "⓪①②③④⑤⑥⑦⑧⑨", "⁰¹²³⁴⁵⁶⁷⁸⁹",
            "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗", "⓿❶❷❸❹❺❻❼❽❾", "०१२३४५६७८९")  # fmt: skip
HAN = [chr(code) for code in range(0x4E01, 0x9FA6)
       if chr(code) not in "一二三四五六七八九幺两壹贰叁肆伍陆柒捌玖洞拐勾路号栋"]  # fmt: skip
DRAWN = 2_000


def signs(categories: tuple[str, ...]) -> list[list[str]]:
    """The characters of each category."""
    kept: dict[str, list[str]] = {name: [] for name in categories}
    for code in range(0x110000):
        category = unicodedata.category(chr(code))
        if category in kept and (category != "Co" or code % 97 == 0):
            kept[category].append(chr(code))
    return list(kept.values())


def test_no_run_of_separators_hides_a_number() -> None:
    drawn = random.Random(20261130)
    separators = signs(SEPARATORS)

    def run() -> str:
        return "".join(drawn.choice(drawn.choice(separators)) for _ in range(drawn.randint(1, 3)))

    def words() -> str:
        return "".join(drawn.choice(HAN) for _ in range(drawn.randint(0, 8)))

    for _ in range(DRAWN):
        kind = drawn.choice(sorted(NUMBERS))
        groups = drawn.choice(NUMBERS[kind])
        one = run() if drawn.random() < 0.5 else None
        written = "".join(f"{group}{one or run()}" for group in groups[:-1]) + groups[-1]
        if "<" in written or "&" in written:
            continue
        digits = drawn.choice(WRITINGS)
        written = written.translate({ord(str(n)): sign for n, sign in enumerate(digits)})
        before, after = words(), words()
        masked = mask(f"{before}{written}{after}")
        assert masked.kinds == {kind}, ascii(written)
        assert masked.text == f"{before}{MARKS[kind]}{after}", ascii(written)


def test_nothing_that_nobody_sees_hides_an_address() -> None:
    drawn = random.Random(20261130)
    marks = signs(INVISIBLE)
    for _ in range(300):
        address = drawn.choice(
            ["li.wei@example.org", "li＠example．org", "li@qq。com", "li(at)qq.com"]
        )
        written = "".join(char + drawn.choice(drawn.choice(marks)) for char in address)
        assert mask(f"邮箱{written}。").text == f"邮箱{MARKS['email']}。", ascii(written)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("138\u202f0013\u202f8000", "mobile"),
        ("138\u00ad0013\u20078000", "mobile"),
        ("138\n0013\r\n8000", "mobile"),
        ("138/0013/8000", "mobile"),
        ("138,0013,8000", "mobile"),
        ("138、0013、8000", "mobile"),
        ("138<br/>0013<b>8000</b>", "mobile"),
        ("138&nbsp;0013&#8239;8000", "mobile"),
        ("&#49;&#51;800138000", "mobile"),
        ("138[b]0013[/b]8000", "mobile"),
        ("1️⃣3️⃣8️⃣0️⃣0️⃣1️⃣3️⃣8️⃣0️⃣0️⃣0️⃣", "mobile"),
        ("⑬⑧⓪⓪⑬⑧⓪⓪⓪", "mobile"),
        ("⒈⒊⒏ 0013 8000", "mobile"),
        ("1\u20de3\u20de8 0013 8000", "mobile"),
        ("138一0013一8000", "mobile"),
        ("138ー0013丨8000", "mobile"),
        ("13800138000\u200b", "mobile"),
        ("一三八零零一三八零零零", "mobile"),
        ("幺三八○○幺三八○○○", "mobile"),
        ("壹叁捌、零零壹叁、捌零零零", "mobile"),
        ("138零零一三8000", "mobile"),
        ("〇五七四八七六五四三二一", "landline"),
        ("0574/8765/4321", "landline"),
        ("11010519491231002 ×", "identity_card"),
        ("浙B·12345", "plate"),
        ("浙ⒷＤ１２３４５", "plate"),
        ("粤B•D12345", "plate"),
        ("li[at]example[dot]org", "email"),
        ("li at example dot org", "email"),
        ("li 艾特 qq.com", "email"),
        ("ⓛⓘ@example.org", "email"),
        ("müller@example.org", "email"),
        ("li@例子.中国", "email"),
        ("li@example . org", "email"),
        ("li (at) example (dot) org", "email"),
        ("li(a)example.org", "email"),
        ("li@example，org", "email"),
        ("li@example丶com", "email"),
        ("li@example com", "email"),
        ("138——————0013——————8000", "mobile"),
        ("138.......0013=-=-=-=-8000", "mobile"),
        ("138" + " " * 40 + "0013" + "\n" * 30 + "8000", "mobile"),
        ("138&nbsp0013&nbsp8000", "mobile"),
        ("ⅠⅢⅧ 0013 8000", "mobile"),
        ("𝍠𝍢𝍧 0013 8000", "mobile"),
        ("𐄇𐄉𐄎00138000", "mobile"),
        ("៱៳៸៰៰៱៳៸៰៰៰", "mobile"),
        ("&#49&#51&#56 00138000", "mobile"),
        ("&amp;#49;&amp;amp;#51;800138000", "mobile"),
        ("浙В12345", "plate"),
        ("浙Β12345", "plate"),
        ("浙江B12345", "plate"),
        ("浙江省B·D12345", "plate"),
        ("浙牌B12345", "plate"),
        ("浙B一二三四五", "plate"),
        ("浙B·壹2叁4伍", "plate"),
        ("138零零1三8零零零", "mobile"),
        ("138 零零一三 八零零零", "mobile"),
        ("么三八零零么三八零零零", "mobile"),
        ("浙B-D1-2345", "plate"),
        ("浙β12345", "plate"),
    ],
)
def test_unseen_and_odd_separators_are_masked(text: str, kind: Kind) -> None:
    masked = mask(f"请{text}。")
    assert masked.kinds == {kind}
    assert masked.text.rstrip("\u200b</b>。") == f"请{MARKS[kind]}"


def test_a_number_inside_a_tag_is_masked_there() -> None:
    masked = mask('<a href="tel:13800138000">call</a>')
    assert masked.text == f'<a href="tel:{MARKS["mobile"]}">call</a>'


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("138%200013%208000", "mobile"),
        ("138%E2%80%8B0013%C2%A08000", "mobile"),
        ("%31%33%38%30%30%31%33%38%30%30%30", "mobile"),
        ("138%25200013%2525208000", "mobile"),
        ("\\u0031\\u0033\\u003800138000", "mobile"),
        ("138\\u200b0013\\n8000", "mobile"),
        ("\\x31380013\\x208000", "mobile"),
        ("li%40example.org", "email"),
        ("浙B%2012345", "plate"),
    ],
)
def test_what_is_written_in_code_is_read_as_what_it_stands_for(text: str, kind: Kind) -> None:
    masked = mask(f"请{text}。")
    assert masked.text == f"请{MARKS[kind]}。"
    assert masked.kinds == frozenset((kind,))


@pytest.mark.parametrize("text", ["&#139;00138000", "&#13800;138000", "&#1380013;8000"])
def test_a_reference_that_stands_for_nothing_hides_no_digits(text: str) -> None:
    assert mask(text).text == f"&#{MARKS['mobile']}"


def test_signs_of_code_hide_no_number_from_who_does_not_decode_them() -> None:
    assert mask("请%13%80%01%38%00%0。").text == "请%［手机号］。"


def test_two_numbers_with_nothing_to_be_seen_between_them_are_two() -> None:
    assert mask("13800138000\u200b13900139000").text == MARKS["mobile"] * 2


def test_a_circled_number_of_a_list_is_no_digit_of_what_follows() -> None:
    assert mask("①13800138000 ②138 0013 8000").text == "①［手机号］ ②［手机号］"


@pytest.mark.parametrize(
    "text",
    [
        "138转0013转8000",
        "13800138OOO",
        "+1 202 555 0143",
        "one three eight zero zero one three eight zero zero zero",
        "write to li at example.org",
        "李@example.org",
        "微\u200b信：abc_123",
        "17:30~18:30 138",
        "138ОО138ООО",
        "l38 0013 8000",
        "138-OO13-8OOO",
        "I38OOI38OOO",
        "号码前三位138，中间四位0013，后四位8000",
        "1的3的8的0的0的1的3的8的0的0的0",
        "0574转8765转4321",
        "浙B12O45",
        "l i @ e x a m p l e . o r g",
        "li@example",
        "li@[192.168.1.1]",
        "gro.elpmaxe@il",
        "加V abc12345",
        "抖音：abc12345",
        "yao san ba ling ling yao san ba ling ling ling",
        "yaosanbalinglingyaosanbalinglingling",
        "yāo sān bā líng líng yāo sān bā líng líng líng",
        "yi1 san1 ba1 ling2 ling2 yi1 san1 ba1 ling2 ling2 ling2",
        "138 ling ling yi san 8000",
        "1three8 0013 8000",
        "138双零13八三个零",
        "幺三八 两个零 幺三八 三个零",
        "138 double zero 138 triple zero",
        "138 0013 八千",
        "138⭕⭕138⭕⭕⭕",
        "8000-3100-831 倒过来念",
        "110105 1949年12月31日 002X",
        "徽信lixm88",
        "wei xin lixm88",
        "微 信 l i x m 8 8",
        "微信名叫lixm88",
        "加我薇 lixm88",
        "+v lixm8888",
        "v：lixm_1988",
        "QQ 1 2 3 4 5 6",
        "小红书号 123456",
        "绿泡泡 lixm88",
        "tg @lixm88",
        "line id lixm88",
        "lixm88圈qq.com",
        "lixm88 qq com",
        "lixm88@163",
        "163邮箱lixm88",
        "0044 20 7946 0958",
        "(202) 555-0143",
        "202-555-0143",
        "852 5123 4567",
        "0912-345-678",
        "8765-4321 联系我",
        "护照E1234 5678",
        "passport no. E1 23 45 678",
        "香港身份证Z683365(5)",
        "台胞证 0123 4567",
        "车牌B12345，电话88",
        "WJ浙12345",
    ],
)
def test_what_may_hide_a_number_waits_for_a_look(text: str) -> None:
    assert mask(text).doubtful


@pytest.mark.parametrize(
    "text",
    [
        "花了12000元，预算￥13,800,138,000，共 13,800,138,000 元",
        "2026-11-22 18:00-19:30，2026/11/22，22/11/2026，20261122",
        "周末13.00——14.00,22.40——7.00施工，18:00~19:30 138路停运",
        "12-3-401、12-3-402，15-1-1501 18-2-1802",
        "5-1301、5-1302、5-1303、5-1304",
        "13、14、15、16、17、18号楼",
        "1、3、5、7、9、11、13、15号楼",
        "3001、3002、3003、3004室",
        "公交有124、159、167、55、803、38、138、2、146等",
        "公交有138、139、602、701等",
        "39.9042123,116.4074567",
        "(40.65229890808396, -73.95265230858087)",
        "29°52′36.5″ 121°33′12.3″",
        "0.57487654321",
        "192.168.10.100",
        "面积120㎡，138㎡，100m²",
        "周一、二、三、四、五、六、日",
        "第一、二、三、四、五、六、七、八栋",
        "热线 8:30-17:30，拨打12345",
        "更新：A1 201、202",
        "look at www.example.com",
        "1998-2019年",
        "订单 2026112200017，编号 188006",
        "K138+500至K139+200",
        "比例1/500，坡度3/8，3:2",
        "29.868336,121.543990，110kV，国道G329，省道S215",
        "涨了%20，打%50，138%2019",
        r"C:\x20\new\u1234",
        "@宁波发布 请处理，谢谢@市长",
        "hi @bob, me too",
        "M8@200钢筋，φ8@150",
        "(a) the lamp. is (b) broken, see (a)",
        "138元，每户1200平方米，共3500户",
        "浙江A10区，上海G60高速，浙江S215省道",
        "云南A级景区 12345，京A、京B限行",
        "路宽138米……长1200米……造价1350万",
        "1……2……3……4……5……6……7",
        "5G 4G 3G 1 3 8号楼",
        "二期Ⅰ区 3、Ⅱ区 4、Ⅲ区 5，Ⅳ类，½ 米",
        "抖音上有人发了，加VIP也没用",
        "一二三四五六七栋都停电",
        "什么138号、怎么一二三期都没有",
        "热线400-820-8820，800-810-1234",
        "302-401-1201室，601-602-603路",
        "居住证2023年10月到期，驾照扣12分罚200元",
        "使100000户受益，车牌B类12栋",
        "00:30-06:30施工，0012号文",
        "one three-bedroom flat, two one-way streets, four of us, eight or nine times",
        "Wu Yi road and San Li qiao, 1200 metres",
        "The line: broken pipes at 12 Main St, TG-1 lamp, v: 24 km/h",
        "拥有780多户业主近四千居民",
        "see https://mail.qq.com and www.163.com",
        "两个零件坏了，一千二百三十四米",
    ],
)
def test_ordinary_figures_stay_and_raise_no_doubt(text: str) -> None:
    masked = mask(text)
    assert (masked.text, masked.doubtful, masked.kinds) == (text, False, frozenset())
