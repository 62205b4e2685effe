"""The language of a text: by its script, its little words, or the detector; None where it is unclear."""

import pytest

from articles.outlets.language import language_of

TEXTS = {
    "en": "Growers in three communes have sown a seed that bears salt water, the cooperative said on Tuesday.",
    "vi": "Sáng nay, hợp tác xã tại ba xã ven biển đã gieo giống lúa chịu mặn mới, dự kiến thu hoạch vào tháng sáu.",
    "fr": "Les riverains du canal ont planté deux cents saules pendant le week-end, a annoncé la mairie lundi. "
    "La première tranche des travaux doit s’achever avant l’hiver, et la moitié des arbres vient d’une pépinière.",
    "de": "Die Anwohner des Kanals haben am Wochenende zweihundert Weiden gepflanzt, teilte die Stadt am Montag mit. "
    "Der erste Abschnitt soll vor dem Winter fertig sein, und die Hälfte der Bäume kommt aus der Nähe.",
    "es": "Los vecinos del canal plantaron doscientos sauces durante el fin de semana, informó el ayuntamiento. "
    "La primera parte de las obras debe terminar antes del invierno, y la mitad de los árboles es de un vivero vecino.",
    "it": "Gli abitanti del canale hanno piantato duecento salici durante il fine settimana, ha detto il comune. "
    "La prima parte dei lavori deve finire prima dell’inverno e metà degli alberi viene da un vivaio molto vicino.",
    "pt": "Os moradores do canal plantaram duzentos salgueiros no fim de semana, informou a prefeitura. "
    "A primeira parte das obras deve terminar antes do inverno, e metade das árvores vem de um viveiro muito próximo.",
    "ru": "Жители посёлка посадили двести ив вдоль канала на выходных, сообщила администрация в понедельник. "
    "Первая часть работ должна завершиться до зимы, а половина саженцев привезена из соседнего питомника города.",
    "ar": "قال مسؤولون يوم الاثنين إن سكان القرية زرعوا مئتي شجرة صفصاف على ضفة القناة خلال عطلة نهاية الأسبوع، "
    "ومن المقرر أن ينتهي الجزء الأول من الأعمال قبل حلول الشتاء، وأن نصف الأشجار جاء من مشتل قريب من القرية نفسها.",
    "fa": "مسئولان روز دوشنبه گفتند که ساکنان روستا در پایان هفته دویست درخت بید در کنار کانال کاشته‌اند و بخش نخست کار "
    "باید پیش از زمستان به پایان برسد و نیمی از درختان از یک نهالستان نزدیک آورده شده است و روستا خشنود است.",
    "zh": "运河两岸的居民上周末种下了两百棵柳树，市政府星期一表示，第一期工程将在冬季之前完成。",
    "ja": "運河沿いの住民は週末に二百本の柳を植えたと市が月曜日に発表した。第一期の工事は冬の前に終わる予定だ。",
    "ko": "운하 주변 주민들이 주말에 버드나무 이백 그루를 심었다고 시가 월요일 밝혔다.",
    "th": "ชาวบ้านริมคลองปลูกต้นหลิวสองร้อยต้นในช่วงสุดสัปดาห์ เทศบาลแจ้งเมื่อวันจันทร์",
    "id": "Warga di sepanjang kanal menanam dua ratus pohon pada akhir pekan, kata pemerintah kota pada hari Senin. "
    "Tahap pertama pekerjaan itu harus selesai sebelum musim hujan, karena setelah itu jalan tidak bisa dilalui.",
    "ms": "Penduduk di sepanjang terusan menanam dua ratus pokok pada hujung minggu, kata majlis bandar raya Isnin. "
    "Peringkat pertama kerja itu perlu siap sebelum musim tengkujuh, kerana selepas itu jalan tidak boleh dilalui.",
    "hu": "A csatorna lakói a hétvégén kétszáz fűzfát ültettek, közölte a városháza hétfőn. A munkálatok első "
    "szakaszának a tél előtt be kell fejeződnie, és a fák fele egy közeli faiskolából érkezett a hétvégén.",
}


@pytest.mark.parametrize("language", TEXTS)
def test_paragraph_is_enough(language: str) -> None:
    """A paragraph of some 200 characters tells its language."""
    assert language_of([TEXTS[language]], None) == language


def test_what_the_outlet_states_counts() -> None:
    """An outlet that prints in one language is believed."""
    assert language_of([TEXTS["fr"]], "en") == "en"


@pytest.mark.parametrize("text", ["", "2025", "Nguyễn Hồng", "123 456 789 " * 40, "VNM 65.20 +0.3 HPG 26.10 -0.4 " * 2])
def test_unclear_text_has_no_language(text: str) -> None:
    """Numbers, a name or a few words tell nothing."""
    assert language_of([text], None) is None
