"""Places that stand before a lead, whatever the outlet. Data, and the look-up made from it.

A line is a place in its usual spelling, then other spellings; case, accents and the Vietnamese đ do not matter.
A place that only one outlet writes about stands in that outlet's profile.
"""

from articles.text.spelling import fold

_PLACES = """
Hà Nội; Hanoi; Ha Noi
Hồ Chí Minh City; HCM City; HCMC; HCM; TP.HCM; Ho Chi Minh; TP HCM; TPHCM; TP Hồ Chí Minh; Saigon; Sài Gòn
Hải Phòng; Haiphong
Đà Nẵng; Danang
Cần Thơ
Huế
Thừa Thiên-Huế; Thừa Thiên Huế; Thừa Thiên – Huế; Thừa Thiên - Huế
An Giang
Bà Rịa-Vũng Tàu; Bà Rịa - Vũng Tàu; Bà Rịa–Vũng Tàu; Bà Rịa – Vũng Tàu
Bắc Giang
Bắc Kạn
Bạc Liêu
Bắc Ninh
Bến Tre
Bình Định
Bình Dương
Bình Phước
Bình Thuận
Cà Mau
Cao Bằng
Đắk Lắk; Đắc Lắc; Dak Lak
Đắk Nông; Đắc Nông
Điện Biên
Điện Biên Phủ
Đồng Nai
Đồng Tháp
Gia Lai
Hà Giang
Hà Nam
Hà Tĩnh
Hải Dương
Hậu Giang
Hòa Bình
Hưng Yên
Khánh Hòa; Khánh Hoà
Kiên Giang
Kon Tum; Kontum
Lai Châu
Lâm Đồng
Lạng Sơn
Lào Cai
Long An
Nam Định
Nghệ An
Ninh Bình
Ninh Thuận
Phú Thọ
Phú Yên
Quảng Bình
Quảng Nam
Quảng Ngãi
Quảng Ninh
Quảng Trị
Sóc Trăng
Sơn La
Tây Ninh
Thái Bình
Thái Nguyên
Thanh Hóa; Thanh Hoá
Tiền Giang
Trà Vinh
Tuyên Quang
Vĩnh Long
Vĩnh Phúc
Yên Bái
Buôn Ma Thuột
Đà Lạt; Dalat
Hạ Long
Hội An
Nha Trang
Phú Quốc
Pleiku
Quy Nhơn
Sa Pa; Sapa
Trường Sa
Vinh
Vũng Tàu
Việt Nam; Vietnam
Thailand
Laos
Cambodia
China
Japan
South Korea
India
Australia
Russia
France
Germany
United States; US; USA
Bangkok
Vientiane
Phnom Penh
Siem Reap
Jakarta
Kuala Lumpur
Manila
Singapore
Yangon
Nay Pyi Taw; Naypyitaw
Bandar Seri Begawan
Dili
Beijing
Shanghai
Hong Kong
Nanning
Kunming
Taipei
Tokyo
Osaka
Seoul
Pyongyang
New Delhi
Mumbai
Dhaka
Colombo
Canberra
Sydney
Melbourne
Wellington
Moscow
Minsk
Astana
Baku
London
Paris
Berlin
Brussels
Geneva
Vienna
Rome
Madrid
Lisbon
Warsaw
Prague
Budapest
Kyiv; Kiev
Istanbul
Ankara
Cairo
Doha
Dubai
Riyadh
Tehran
Washington; Washington DC; Washington, DC; Washington D.C.
New York
Los Angeles
San Francisco
Ottawa
Havana; La Habana
Brasília
Rio de Janeiro
Buenos Aires
Lima
Oslo
Tel Aviv
Jerusalem
Gaza; Gaza City
Beirut
Baghdad
Damascus
Kabul
Islamabad
Karachi
Lahore
Kathmandu
Guiyang
Guangzhou
Shenzhen
Ulaanbaatar; Ulan Bator
Tashkent
Almaty
Tbilisi
Yerevan
Nairobi
Lagos
Abuja
Accra
Johannesburg
Pretoria
Cape Town
Addis Ababa
Khartoum
Tripoli
Tunis
Algiers
Rabat
Belém
São Paulo; Sao Paulo
Santiago
Bogotá
Caracas
Mexico City
Chicago
Boston
Houston
Atlanta
Miami
Toronto
Montreal
Vancouver
Dublin
Edinburgh
Frankfurt
Munich
Hamburg
Zurich
Amsterdam
The Hague
Copenhagen
Stockholm
Helsinki
Athens
Belgrade
Bucharest
Sofia
Zagreb
Vilnius
Riga
Tallinn
Vatican City
Milan
Naples
Barcelona
Lyon
Strasbourg
Iran
Iraq
Israel
Indonesia
Malaysia
Philippines
Myanmar
Pakistan
Bangladesh
Nepal
Ukraine
Poland
Italy
Spain
Portugal
Egypt
Turkey; Türkiye
Canada
Mexico
Brazil
Argentina
Chile
Cuba
Kazakhstan
Azerbaijan
Belarus
Mongolia
Thủ Đức
Sa Đéc
Mỹ Tho
Côn Đảo
Phan Thiết
Tam Kỳ
Đồng Hới
Macau; Macao
Guwahati
Kolkata
Chennai
Bengaluru; Bangalore
Hyderabad
Srinagar
Lucknow
Chandigarh
Surabaya
Bandung
Medan
Denpasar
Makassar
Yogyakarta
Penang
Johor Bahru
Kota Kinabalu
Kuching
Cebu
Davao
Quezon City
Chiang Mai
Phuket
Luang Prabang
Mandalay
Busan
Incheon
Sejong
Nagoya
Fukuoka
Sapporo
Hiroshima
Kyoto
Tianjin
Chongqing
Wuhan
Chengdu
Nanjing
Hangzhou
Xi'an; Xi’an
Lhasa
Urumqi
Harbin
Haikou
Sanya
Kazan
St Petersburg; St. Petersburg; Saint Petersburg
Vladivostok
Sochi
Bishkek
Dushanbe
Ashgabat
Chisinau
Bratislava
Ljubljana
Sarajevo
Skopje
Tirana
Podgorica
Pristina
Nicosia
Valletta
Luxembourg
Reykjavik
Bern
Basel
Davos
Turin
Venice
Florence
Seville
Valencia
Porto
Marseille
Toulouse
Nice
Cologne
Stuttgart
Leipzig
Dresden
Krakow
Gdansk
Lviv
Odesa; Odessa
Kharkiv
Ramallah
Amman
Kuwait City
Manama
Muscat
Abu Dhabi
Sanaa; Sana'a
Aden
Rafah
Haifa
Kampala
Kigali
Kinshasa
Luanda
Maputo
Harare
Lusaka
Dakar
Bamako
Ouagadougou
Niamey
N'Djamena
Mogadishu
Djibouti
Casablanca
Durban
Philadelphia
Seattle
Denver
Detroit
Dallas
Austin
Phoenix
Las Vegas
San Diego
New Orleans
Minneapolis
Pittsburgh
Baltimore
Cleveland
Sacramento
Portland
Honolulu
Anchorage
United Nations
Calgary
Quebec City
Winnipeg
Guadalajara
Guatemala City
San Salvador
Tegucigalpa
Managua
San José; San Jose
Panama City
Kingston
Port-au-Prince
Santo Domingo
San Juan
Quito
Guayaquil
La Paz
Asunción; Asuncion
Montevideo
Medellín; Medellin
Brisbane
Perth
Adelaide
Hobart
Darwin
Auckland
Christchurch
Suva
Port Moresby
Honiara
Brunei
Timor-Leste; East Timor
Sri Lanka
Afghanistan
Uzbekistan
Kyrgyzstan
Armenia
Georgia
Saudi Arabia
Qatar
Yemen
Oman
Kuwait
Jordan
Lebanon
Syria
Libya
Algeria
Morocco
Tunisia
Sudan
Ethiopia
Kenya
Nigeria
Ghana
South Africa
Netherlands
Belgium
Switzerland
Austria
Hungary
Romania
Bulgaria
Greece
Serbia
Croatia
Denmark
Norway
Sweden
Finland
Ireland
Scotland
England
United Kingdom; UK; Britain
Peru
Colombia
Venezuela
New Zealand
North Korea; DPRK
กรุงเทพ; กรุงเทพฯ
河内
北京
莫斯科
上海
东京
首尔
서울
부산
인천
Москва; Москве
Ханой
Albania
Angola
Bahrain
Bhutan
Bolivia
Botswana
Cameroon
Cyprus
Ecuador
Estonia
Fiji
Guatemala
Haiti
Iceland
Jamaica
Latvia
Lithuania
Madagascar
Maldives
Mali
Malta
Moldova
Montenegro
Mozambique
Namibia
Nicaragua
Niger
Palestine
Panama
Paraguay
Rwanda
Senegal
Slovakia
Slovenia
Somalia
Taiwan
Tajikistan
Tanzania
Turkmenistan
Uganda
Uruguay
Zambia
Zimbabwe
Thimphu
Putrajaya
Jeddah
Pattaya
Manchester
Glasgow
Qingdao
Nagasaki
Kobe
Yokohama
Daegu
Gwangju
Bali
Johor
Düsseldorf
Cannes
Bordeaux
Antwerp
Rotterdam
Monaco
Brazzaville
Salt Lake City
United Arab Emirates
Czech Republic
Costa Rica
Papua New Guinea
Dar es Salaam
West Bank
Sharm El-Sheikh
Chiang Rai
Cần Giờ
Sầm Sơn
Cẩm Phả
Uông Bí
Móng Cái
Đồ Sơn
Cát Bà
Mộc Châu
Mai Châu
Tam Đảo
Ba Vì
Tràng An
Cúc Phương
Cửa Lò
Phong Nha
Đông Hà
Vĩnh Linh
Lao Bảo
Chu Lai
Dung Quất
Lý Sơn
Tuy Hòa
Cam Ranh
Hoàng Sa
Phan Rang
Mũi Né
Phú Quý
Bảo Lộc
Gia Nghĩa
Biên Hòa
Thủ Dầu Một
Bà Rịa
Cao Lãnh
Long Xuyên
Châu Đốc
Hà Tiên
Rạch Giá
Vị Thanh
Năm Căn
Việt Trì
Vĩnh Yên
Phủ Lý
Tây Nguyên
Hạ Lang
Mù Cang Chải
Đồng Văn
Bắc Hà
Nội Bài
Lạch Huyện
Vân Đồn
Cô Tô
Bạch Long Vĩ
Mê Linh
Sơn Tây
Hà Đông
Củ Chi
Bình Chánh
Long Thành
U Minh
Yok Đôn
Bạch Mã
Mekong Delta; Cửu Long Delta; Cửu Long (Mekong) Delta
Central Highlands
"""


def _read(table: str) -> dict[str, str]:
    """Return every spelling, folded, with the usual one."""
    found: dict[str, str] = {}
    for line in table.split("\n"):
        spellings = line.split("; ")
        found.update((fold(spelling), spellings[0]) for spelling in spellings if spelling)
    return found


PLACES: dict[str, str] = _read(_PLACES)
