"""The words of questions: tables by language, published with the index for the search script.

Pagefind wants all words of a question to be there. So words that only make it a question are left
out, and for some verbs that readers ask with stand the words that statements are written in.
"""

from __future__ import annotations

STOP = {
    "en": """
        a about after again all also am an and any anybody anyone anything are as ask asked at
        be been before being but by can claim claimed claims could did do does doing done during
        for from get give had has have he her him his how i if in into is it its just know known
        made make may me mean might more most must my new news no not of off on one or our out
        over people please s said say saying says see seen shall she should show so some such t
        talk tell tells than that the their them then there these they thing things think thinks
        this those to told under until up was we were what whatever when where whether which
        while who whom whose why will with would you your happen happened happens happening
    """,
    "uk": """
        а або але без би був була були було в вже ви вона вони воно від він говорив говорила
        говорить для до думає ж з за заявив заявила заявили зробив зробила зробили зі й його ким
        кого коли кому куди ми на над не ним них ні о об по при про робив робила робили сказав
        сказала сказали сталося та так такий там те ти тим то того той тому у хто це цей чи чим
        чого чому що щодо щось як яка який які є і із їх її
    """,
    "ru": """
        а без бы был была были было в вы говорил говорила говорит да делал делала делали для до
        думает его ее если есть же за заявил заявила заявили и из или им их к как какая какие
        какой ко когда кого кому кто куда ли мы на над не нет ни о об он она они оно от по под
        при про с сделал сделала сделали сказал сказала сказали случилось со так там то того
        тоже тот ты у уже чего чем что чтобы эта эти это я
    """,
}
BEFORE_MONTH = {"en": "by in last of since until"}
ENDINGS = """
    ами ями ові еві ого його ому йому ого ому ыми ими ого его ему ой ою ею ею ові ем ом ам ям ах ях
    ий ій ый ие ые их ых им ым ая яя ої ей ев ів ов ью ю у я а е є и і ї ы о ь й
"""
RELATED = {
    "doubt": "evidence sign proof confirm sceptical skeptical deception tactical",
    "sceptical": "doubt evidence sign confirm",
    "skeptical": "doubt evidence sign confirm",
    "believe": "doubt confirm evidence",
    "deny": "no-part knowledge",
    "denies": "no-part knowledge",
    "denied": "no-part knowledge",
    "threat": "danger",
    "trip": "journey visit",
    "travel": "journey visit",
    "phone": "telephone call",
    "called": "telephone call",
    "fake": "deception mislead",
    "lie": "deception mislead",
    "war": "invasion attack",
    "soldiers": "troops units forces",
    "troops": "soldiers units forces",
}
