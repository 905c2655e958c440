"""Whether a danger that is named is denied: it is not there, was there once, or only could be.

Rules of the two languages, not of a city. They look at the clause in which the words stand, and
at what follows it. When they are in doubt the danger counts: an officer says no in a second.
"""

import re
from dataclasses import dataclass
from typing import Final

from services.contracts.profile.dangers import Holds

_CLAUSE: Final = re.compile(r"[,，、;；:：。!?！？]|\.(?=\s|$)")
_SENTENCE: Final = re.compile(r"[;；。!?！？]|\.(?=\s|$)")
_FOLLOWING: Final = 40
"""Characters after the words in which it may be said that it is over."""

_FILLER: Final = (
    r"(?:任何|什么|发现|发生|出现|闻到|闻见|看到|看见|见到|听到|有|再|过|了|明显|人员|人|一点|丝毫|所谓|大|"
    r"一丝|存在|的情况|被|继续|现在|真的|家里|厨房|屋里)*"
)
_NO_ZH: Final = re.compile(
    r"(?:(?<!有)没有?|(?<!是)不是|并非|并无|毫无|未见|未|(?<!有)无|不存在|不再|(?<!会)不会|闻不到|看不到|"
    r"看不见|听不到|没闻到|不曾|从未|从没|排除了?|已无|不怎么|(?<![是会能要得])不)" + _FILLER + r"$"
)
_NO_EN: Final = re.compile(
    r"(?:\b(?:no|not|never|without|nobody|no one|none|cannot|stopped)\b(?! only\b)|n't\b|"
    r"\bno longer\b)"
    r"(?:[ -](?:any|a|an|the|is|are|was|were|be|been|being|sign|signs|of|smell|smelled|longer|more|"
    r"evidence|currently|really|there|one|got|get|see|seen|or|in|out|trace|danger|even|actually))*"
    r"\s*$"
)
_IF_ZH: Final = re.compile(
    r"(?:一旦|万一|如果|假如|假设|假使|倘若|若是|要是|防止|预防|避免|以防|谨防|杜绝|防范|以免|免得|如何防|怎么防)"
    r".{0,10}$"
)
_IF_EN: Final = re.compile(
    r"\b(?:if|in case|in the event of|prevent|prevents|avoid|what to do (?:in|when)|how to)\b"
    r".{0,40}$"
)
_MIGHT_ZH: Final = re.compile(
    r"(?:生怕|害怕|怕|担心|恐|唯恐|可能会?|容易|极易|易|将会?|足以|会|能|防|有)?"
    r"(?:引发|引起|导致|造成|酿成|诱发|致使).{0,6}$|"
    r"(?:生怕|害怕|很怕|怕|担心|唯恐|恐怕|恐|容易|极易|可能会|会不会|随时会|早晚会|迟早会?|难免|谁知道会).{0,6}$"
)
_MIGHT_EN: Final = re.compile(
    r"\b(?:could|might|may|would|can|risk of|danger of|afraid|worried|worry|fear|fears|scared|"
    r"before|until|so that|waiting for)\b.{0,40}$"
)
_PAST_ZH: Final = re.compile(
    r"(?:去年|前年|大前年|上个?月|上上?个?周|上个?星期|上次|上回|以前|之前|曾经?|多年前|[年月周天日]前|历史上|当年|"
    r"昨天|昨日|昨晚|前天|前几天|前些天|前段时间|有一次|有次|那次|[0-9一二三四五六七八九十]+月份?(?:发生|曾|就)|"
    r"(?:19|20)[0-9]{2}年|小时候|发生过|出现过|有过)"
)
_OFTEN_ZH: Final = re.compile(
    r"(?:经常|时常|常常|总是|老是|动不动|多次|频繁|屡次|屡屡|每次|三天两头|[好数几两三四五六七八九十0-9]+次|"
    r"常年|时不时|偶尔|每逢|每到|有时)"
)
_NOW_ZH: Final = re.compile(
    r"(?:现在|目前|至今|仍|还在|还有|又|正在|今天|今晚|今早|刚才|刚刚|此刻|眼下|马上|快来|赶快|救命|此时)"
)
_PAST_EN: Final = re.compile(
    r"\b(?:last (?:year|month|week|night|winter|summer|autumn|spring|time)|"
    r"(?:years?|months?|weeks?|days?) ago|yesterday|used to|in the past|previously|once|"
    r"in (?:19|20)[0-9]{2}|"
    r"had been|"
    r"often|frequently|sometimes|many times|several times|every (?:week|day|month)|regularly)\b"
)
_NOW_EN: Final = re.compile(
    r"\b(?:now|still|again|today|tonight|currently|at the moment|at this moment|just|help|"
    r"please come)\b"
)
_AFTER_ZH: Final = re.compile(
    r"^过(?!来|去)|^了?的?(?:隐患|风险|可能|概率|预案|演练|演习|知识|宣传|培训|事故频发|几率)"
)
_NOUN: Final = re.compile(
    r"^了?的?(?:报警|检测|探测|保护|开关|保险|演练|演习|监测|警报|险|预案|知识|宣传|培训|防护|鉴定|讲座|电影|小说|"
    r"费用?|公司|缴费|排查|应急|一样|似的|急救(?:知识|培训|讲座))|"
    r"^ (?:alarms?|detectors?|drills?|insurance|bills?|meters?|company|training|extinguishers?|"
    r"sensors?|exercise|prevention|lecture|safety|regulations|door|doors|hydrants?)\b"
)
_OVER_ZH: Final = re.compile(
    r"(?:已经?|都|现在|终于|后来|最后|随后|刚|均|全部|也|当场|很快|及时|被|不久)(?:就|都|也|被|全|经|得到|自己|已经?)*"
    r"(?:没有?了|没味|没了|消失|散了|散去|排除|解除|处理好|处理完|处理了|处理$|修好|修复|修缮|修补|补好|补上|盖好|盖上|换好|更换|换了|"
    r"加固|扑灭|灭了|熄灭|救出|救下|脱困|解救|获救|脱险|恢复正常|解决|关闭|关掉|清理|清走|清除|移走|整改|拆除了?|好了|送医|"
    r"出院|不冒|不漏|不困|疏通|打通|围起来|更新|包好|接好|抢修好|抢修完)"
)
_OVER_BARE_ZH: Final = re.compile(
    r"^(?:了|的|情况|问题|现象|事件|事故)?(?:没有?了|消失了?|散了|不见了|不存在|为零)"
)
_NOT_OVER_ZH: Final = re.compile(r"但|可是|然而|仍|还是|又|其实|实际|并没|却|不过|再次|结果")
_OVER_EN: Final = re.compile(
    r"^[^.;!?]{0,30}?\b(?:has|have|had|was|were|is|are|been|got|they|it|already|now|finally)"
    r"(?: (?:been|already|now|just|finally|since|all|quickly|safely|then|completely))*"
    r" (?:put out|extinguished|repaired|fixed|rescued|freed|sealed|replaced|gone|resolved|shut off|"
    r"turned off|covered|secured|over|out safely|dealt with|cleared|removed|released|fine again|"
    r"let out|closed off)\b"
)
_NOT_YET_EN: Final = re.compile(
    r"\b(?:not|never|yet|but|however|again|hasn't|haven't|wasn't|isn't)\b|n't\b"
)


@dataclass(frozen=True, slots=True)
class Around:
    """The clause before some words, the rest of the sentence after them, and all of it."""

    before: str
    after: str
    sentence: str


def around(text: str, start: int, end: int) -> Around:
    """What stands around text[start:end]."""
    sentence_from = _last(_SENTENCE, text, start)
    sentence_to = _next(_SENTENCE, text, end)
    clause_from = max(sentence_from, _last(_CLAUSE, text, start))
    # What is over is often said in the next sentence: 着火了。已经扑灭。
    after = text[end : max(sentence_to, min(len(text), end + _FOLLOWING))]
    return Around(text[clause_from:start], after, text[sentence_from:sentence_to])


def is_denied(text: str, start: int, end: int, holds: Holds, between: str = "") -> bool:
    """Whether the danger named by text[start:end] of a folded text is said not to be there.

    `between` is what stands between its two parts.
    """
    if between and (_NO_ZH.search(between) or _NO_EN.search(between) or between.endswith("非")):
        return True
    here = around(text, start, end)
    if _NO_ZH.search(here.before) or _NO_EN.search(here.before) or _NOUN.match(here.after):
        return True
    if _is_over(here.after):
        return True
    if _IF_ZH.search(here.before) or _IF_EN.search(here.before):
        return True
    return holds == "now" and not _happens(here)


def _is_over(after: str) -> bool:
    if _OVER_BARE_ZH.match(after):
        return True
    over = _OVER_ZH.search(after[:_FOLLOWING])
    if over is not None and not _NOT_OVER_ZH.search(after[: _FOLLOWING + 20]):
        return True
    gone = _OVER_EN.search(after)
    return gone is not None and not _NOT_YET_EN.search(after[: gone.end() + 25])


def _happens(here: Around) -> bool:
    """Whether it happens now: it neither was nor could be, or is said to be there again."""
    if _AFTER_ZH.match(here.after):
        return False
    if _MIGHT_ZH.search(here.before) or _MIGHT_EN.search(here.before):
        return False
    was = (_PAST_ZH, _OFTEN_ZH, _PAST_EN)
    if any(pattern.search(here.sentence) for pattern in was):
        return bool(_NOW_ZH.search(here.sentence) or _NOW_EN.search(here.sentence))
    return True


def _last(pattern: re.Pattern[str], text: str, before: int) -> int:
    """Where what follows the last mark before a place begins."""
    ends = [found.end() for found in pattern.finditer(text, max(0, before - 200), before)]
    return ends[-1] if ends else max(0, before - 200)


def _next(pattern: re.Pattern[str], text: str, after: int) -> int:
    found = pattern.search(text, after, after + 200)
    return found.start() if found else min(len(text), after + 200)
