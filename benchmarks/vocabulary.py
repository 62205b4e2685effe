"""The words of the invented news: nobody and nothing in it exists.

A sentence is a template whose slots name a list of ``WORDS``, a number of ``prose.NUMBERS`` or a part of the story.
"""

SECTIONS = ("Politics & Law", "Economy", "Society", "Life & Style", "Sports", "Environment", "World", "Opinion")

MENU = (
    "Politics & Law", "Economy", "Society", "Life & Style", "Sports", "Environment", "Your Say", "Opinion",
    "Talk Around Town", "World", "Video", "Photo", "Magazine", "E-Paper",
)  # fmt: skip
"""The site's navigation, as a whole-page extraction prints it."""

PLACES = (
    "Hà Nội", "HCM City", "Đà Nẵng", "Hải Phòng", "Cần Thơ", "Huế", "Quảng Ninh", "Lâm Đồng", "Đắk Lắk", "Nghệ An",
    "Thanh Hóa", "Bình Định", "Kiên Giang", "Cà Mau", "Lào Cai", "Khánh Hòa", "Đồng Tháp", "Quảng Trị", "Bến Tre",
    "Sóc Trăng", "Yên Bái", "Hưng Yên", "Bắc Ninh", "Tây Ninh", "Vĩnh Long", "Phú Yên", "Bangkok", "Vientiane",
)  # fmt: skip

FAMILIES = (
    "Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Phan", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương",
    "Lý",
)  # fmt: skip
MIDDLES = (
    "Thị", "Văn", "Thanh", "Minh", "Hữu", "Đức", "Quốc", "Ngọc", "Thu", "Xuân", "Bảo", "Kim", "Hải", "Tuấn", "Mỹ",
    "Việt",
)  # fmt: skip
GIVEN = (
    "Hương", "Sơn", "Quỳnh", "Tấn", "Phượng", "Lộc", "Thủy", "Khôi", "Yến", "Bình", "Trúc", "Nghĩa", "Hạnh", "Vượng",
    "Đào", "Thắng", "Nhung", "Kiệt", "Uyên", "Phúc", "Diệp", "Cường", "Ánh", "Trường", "Ngân", "Hiếu", "Mai", "Tùng",
)  # fmt: skip

WORDS: dict[str, tuple[str, ...]] = {
    "adjective": (
        "ambitious", "cautious", "coastal", "community-run", "costly", "delayed", "digital", "early", "expanded",
        "experimental", "family-owned", "floating", "greener", "hand-woven", "high-altitude", "inland", "joint",
        "large-scale", "long-awaited", "low-carbon", "modest", "nationwide", "new", "open-air", "overdue", "popular",
        "privately funded", "promising", "renovated", "seasonal", "second-hand", "shared", "small", "steady",
        "temporary", "traditional", "unusual", "vacant", "voluntary", "well-kept",
    ),
    "thing": (
        "mangrove nursery", "ferry line", "cold store", "pepper harvest", "night market", "bamboo bridge",
        "school library",
        "tram depot", "tea cooperative", "shrimp farm", "flood gate", "lantern workshop", "weather station",
        "rice mill",
        "fishing harbour", "craft village", "cycling path", "water museum", "solar roof", "seed bank", "puppet theatre",
        "orchid garden", "salt field", "cargo terminal", "dragon-fruit auction", "river patrol", "lotus festival",
        "mobile clinic", "coffee laboratory", "chess academy", "reading club", "repair café", "oyster reef",
        "wind park",
        "recycling yard", "heritage railway", "honey fair", "swimming school", "data centre", "ceramics kiln",
    ),
    "things": (
        "households", "growers", "visitors", "pupils", "boat owners", "small traders", "volunteers", "commuters",
        "engineers", "apprentices", "retired teachers", "fishing crews", "weavers", "beekeepers", "cyclists", "tenants",
        "young families", "seasonal workers", "stallholders", "hikers", "local firms", "nurses", "drivers", "painters",
    ),
    "body": (
        "the provincial People’s Committee", "the Department of Quiet Waterways", "the Southern Kite Federation",
        "the Institute for River Studies", "the Lotus Growers’ Union", "the municipal transport office",
        "the Association of Small Theatres", "the Harbour Board", "the district health centre", "the Lighthouse Fund",
        "the Committee for Old Trees", "the Mekong Seed Library", "the regional tax bureau", "the Ferry Workers’ Club",
        "the National Bureau of Lanterns", "the Highland Coffee Council", "the city’s drainage company",
        "the Museum of Everyday Things", "the Red River Rowing League", "the Bamboo Research Station",
        "the Office for Rural Crafts", "the Delta Water Users’ Group", "the Teachers’ Reading Circle",
        "the Inspectorate of Weights",
    ),
    "role": (
        "director", "deputy director", "chairwoman", "chairman", "secretary", "chief engineer", "spokesperson",
        "head of planning", "senior researcher", "coordinator", "treasurer", "founding member", "inspector",
    ),
    "verb_past": (
        "approved", "reviewed", "postponed", "welcomed", "completed", "inspected", "launched", "presented", "restored",
        "widened", "financed", "tested", "reopened", "surveyed", "praised", "questioned", "enlarged", "documented",
    ),
    "verb_plain": (
        "strengthen", "simplify", "protect", "measure", "rebuild", "promote", "share", "repair", "extend", "supply",
        "map", "insure", "modernise", "supervise", "connect", "replant", "catalogue", "shade", "heat", "lease",
    ),
    "abstract": (
        "water quality", "road safety", "soil fertility", "market access", "energy costs", "child nutrition",
        "tourist arrivals", "crop insurance", "river traffic", "public trust", "night-time noise",
        "vocational training",
        "export prices", "coastal erosion", "air quality", "local pride", "waiting times", "fish stocks",
        "reading skills", "household income", "rainfall records", "land registration", "bus ridership", "school meals",
    ),
    "time": (
        "in the first quarter", "since the rainy season began", "over the past decade", "by the end of next year",
        "within eighteen months", "during the holiday week", "after two rounds of talks", "before the next harvest",
        "for the third year running", "in the coming weeks", "at the height of the dry season", "until late autumn",
        "on the eve of the full-moon fair", "between March and June", "in less than a fortnight", "for the time being",
    ),
    "reason": (
        "because spare parts arrived late", "as fuel prices kept rising", "after residents asked for it twice",
        "although two bids were withdrawn", "despite a week of heavy rain", "thanks to a grant from a reading society",
        "so that elderly passengers need not queue", "while the old building is being surveyed",
        "as long as the river stays below the second mark", "even though the budget had been cut",
        "because the wells run dry in April", "since few drivers know the mountain road",
        "as demand from abroad has doubled", "after a long correspondence with the insurer",
    ),
    "manner": (
        "quietly", "in stages", "with little ceremony", "at its own expense", "without a single accident",
        "under a shared roof", "by hand", "with borrowed boats", "in open sessions", "to the surprise of many",
        "on schedule", "with the help of neighbours", "at half the usual price", "by show of hands",
    ),
    "weekday": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "remark": (
        "Nobody here expects miracles, but the queue is shorter than it was",
        "We count every sapling, and we count them again after each storm",
        "My grandmother sold baskets on this very corner",
        "If the boats leave on time, the rest follows",
        "People trust what they can see and touch",
        "We would rather repair ten roofs well than a hundred badly",
        "The figures are good; the habits behind them matter more",
        "It is the small bills that tell you whether a plan works",
        "Children learn the river’s names before they learn the streets’",
        "A map is only useful when those who live there have drawn it",
        "The second year is always harder than the first",
        "We don’t promise anything that we cannot show next spring",
    ),
}  # fmt: skip

LEADS = (
    "{body} on {weekday} {verb_past} plans for {article} {topic} that is to serve some {count} {things} {time}.",
    "More than {count} {things} are to benefit from {article} {topic} that {body} {verb_past} on {weekday}, {reason}.",
    "{article} {topic} opened {manner} on {weekday}, {reason}, bringing {percent} more {things} to the area {time}.",
    "Spending on {abstract} rose by {percent} {time}, {body} said on {weekday}, {reason}.",
)

SENTENCES = (
    "{speaker}, {role} of {body}, said the {topic} would help to {verb_plain} {abstract} {time}.",
    "“{remark},” said {speaker}, who has worked with {things} for {years} years.",
    "“{remark},” {speaker} said. “{remark}.”",
    "According to {body}, {count} {things} took part {time}, {percent} more than in {year}.",
    "The {adjective} {thing} cost {money}, of which {body} paid {percent}.",
    "{body} {verb_past} the {adjective} {thing} {manner}, {reason}.",
    "In {place}, {things} have begun to {verb_plain} their own {thing} {time}, {reason}.",
    "Figures for {abstract} improved by {percent} {time}, while those for {abstract} hardly moved.",
    "{other}, {role} of {body}, called it {article} {adjective} step, and asked {things} to be patient.",
    "Work on the {thing} began in {year} and was {verb_past} twice, {reason}.",
    "Some {count} {things} in {place} still wait for {article} {adjective} {thing}, {body} reported on {weekday}.",
    "The plan sets aside {money} to {verb_plain} {abstract}, to {verb_plain} {abstract}, and train {count} {things}.",
    "By {year}, {body} wants to {verb_plain} {count} kilometres of path between the {thing} and the {thing}.",
    "A survey of {count} {things} in {place} found that {percent} would pay more for {article} {adjective} {thing}.",
    "It isn't the first attempt: in {year}, {article} {adjective} {thing} was {verb_past}, then left alone, {reason}.",
    "Under the rules, {things} who {verb_plain} {article} {thing} {manner} may keep {percent} of what it earns.",
    "{speaker} added that {abstract} and {abstract} were two sides of one matter, and {body} would {verb_plain} both.",
    "Visitors to {place} spent {money} {time}, most of it near the {adjective} {thing}.",
    "The next meeting – open to {things} and {things} alike – is planned for {weekday}.",
    "{other} pointed to the {adjective} {thing} in {place}, which {verb_past} {count} {things} {time} {manner}.",
    "Prices at the {thing} fell by {percent} on {weekday}, then recovered, {reason}.",
    "No one was hurt when the {thing} closed for {years} days, and {things} were told {manner}.",
    "For {things}, the {adjective} {thing} means shorter ways; for {things}, it means more competition, {other} said.",
    "{body} and {body} signed {article} {adjective} agreement on {abstract} worth {money}.",
)

HEADLINES = (
    "{place} to open {adjective} {thing} for {things}",
    "{adjective} {thing} brings {percent} more {things} to {place}",
    "{things} in {place} learn to {verb_plain} {abstract}",
    "{money} plan to {verb_plain} {abstract} in {place}",
    "Report: {abstract} improves {time} despite {adjective} start",
    "{place} looks for ways to {verb_plain} {abstract}",
)

CAPTIONS = (
    "{things} at the {adjective} {thing} in {place}.",
    "{speaker} shows {things} the {adjective} {thing}.",
    "The {adjective} {thing} in {place}, {verb_past} {time}.",
    "{other} with {things} in front of the {thing}.",
    "{count} {things} gather at the {thing} on {weekday}.",
)

ESSAY_CAPTIONS = (
    "{speaker} shows {things} the {topic}.",
    "{speaker} and {other} at the {adjective} {thing} {time}.",
    "{speaker} with {things} in front of the {thing}.",
    "{other} is welcomed by {things} from {body}.",
    "{other} and {speaker} inspect the {adjective} {thing} {manner}.",
)
