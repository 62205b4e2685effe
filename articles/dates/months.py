"""Month and weekday names in the languages whose stamps were seen. Data, and the look-ups made from it."""

from articles.text.spelling import fold

_BY_LANGUAGE = (
    "January February March April May June July August September October November December",
    "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "januar februar märz april mai juni juli august september oktober november dezember",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "januari februari maret april mei juni juli agustus september oktober november desember",
    "januari februari mac april mei jun julai ogos september oktober november disember",
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "január február március április május június július augusztus szeptember október november december",
    "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
)
_OTHERS = {
    "sept": 9,
    "dis": 12,
    "des": 12,
    "okt": 10,
    "شباط": 2,
    "نيسان": 4,
    "أيار": 5,
    "حزيران": 6,
    "تموز": 7,
    "أيلول": 9,
}
_THAI = "ม.ค. ก.พ. มี.ค. เม.ย. พ.ค. มิ.ย. ก.ค. ส.ค. ก.ย. ต.ค. พ.ย. ธ.ค."
_IRANIAN = (
    "فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند",
    "فروردين ارديبهشت خرداد تير مرداد شهريور مهر آبان آذر دي بهمن اسفند",
)

_PRINTED: dict[str, int] = {
    name: number for names in _BY_LANGUAGE for number, name in enumerate(names.split(), 1)
} | _OTHERS
MONTHS: dict[str, int] = {fold(name): number for name, number in _PRINTED.items()}  # by folded name
MONTH_NAMES = tuple(sorted(_PRINTED, key=len, reverse=True))  # as printed, the longest first
THAI_MONTHS = {name: number for number, name in enumerate(_THAI.split(), 1)}
IRANIAN_MONTHS = {name: number for names in _IRANIAN for number, name in enumerate(names.split(), 1)}

WEEKDAYS: dict[str, int] = {
    fold(name): number
    for names in (
        "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
        "Mon Tue Wed Thu Fri Sat Sun",
        "lundi mardi mercredi jeudi vendredi samedi dimanche",
        "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag",
        "lunes martes miércoles jueves viernes sábado domingo",
        "Senin Selasa Rabu Kamis Jumat Sabtu Minggu",
        "hétfő kedd szerda csütörtök péntek szombat vasárnap",
        "دوشنبه سه‌شنبه چهارشنبه پنجشنبه جمعه شنبه یکشنبه",
    )
    for number, name in enumerate(names.split())
} | {"thu hai": 0, "thu ba": 1, "thu tu": 2, "thu nam": 3, "thu sau": 4, "thu bay": 5, "chu nhat": 6}
