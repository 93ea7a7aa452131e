"""Which encoding a file is in; and that no byte of it is lost, whatever it is."""

import codecs
import encodings.aliases
import io
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docprocessor.imports.tabular import encoding as encoding_module
from docprocessor.imports.tabular.encoding import encoding_as_said, open_text, recognise_encoding
from docprocessor.imports.tabular.recognition import UnreadableFile, check_encoding

SPANISH = "nombre;dirección\nÁngela Muñoz;Calle de la Constitución 5, 2º\nJosé Núñez;Plaza España, León\n"
CHINESE = "編號,臺北市立美術館的開放時間是星期二至星期日上午九點半\n入口在中山北路,我們不收門票,歡迎大家參觀\n"
GERMAN = "Straße;Größe\nMüller;über 5 m²\nSchön;Fußgängerzone, Köln\n"


def recognised(content: bytes) -> str:
    return recognise_encoding(io.BytesIO(content)).name


def text_of(content: bytes, encoding: str) -> str:
    return open_text(io.BytesIO(content), encoding).read()


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (codecs.BOM_UTF8 + b"a,b\n", "a,b\n"),
        ("\ufeffaño\n".encode(), "año\n"),
        ("año,€\n".encode("utf-16"), "año,€\n"),  # with its mark, in this machine's order
        (codecs.BOM_UTF16_BE + "año,€\n".encode("utf-16-be"), "año,€\n"),
        ("año,😀\n".encode("utf-32"), "año,😀\n"),
        (codecs.BOM_UTF32_BE + "año\n".encode("utf-32-be"), "año\n"),
        # UTF-16 without a mark, both ways round
        ("name,año\nAna,1\n".encode("utf-16-le"), "name,año\nAna,1\n"),
        ("name,año\nAna,1\n".encode("utf-16-be"), "name,año\nAna,1\n"),
        (b"a,b\n1,2\n", "a,b\n1,2\n"),
        (b"", ""),
        ("日本語,名前\n".encode(), "日本語,名前\n"),
        (SPANISH.encode(), SPANISH),
        (SPANISH.encode("latin-1"), SPANISH),
        (SPANISH.encode("cp1252"), SPANISH),
        (GERMAN.encode("cp1252"), GERMAN),
        # What only Windows-1252 has: quotes, a dash, the euro
        (("x;" + SPANISH + "“5 €” – 3 €\n").encode("cp1252"), "x;" + SPANISH + "“5 €” – 3 €\n"),
        # One accent among much English
        (("city,country\n" + "London,UK\n" * 500 + "Málaga,Spain\n").encode("cp1252"), None),
        # Plain ASCII for more than a megabyte, and only then the accent that tells
        (("abcdefghi\n" * 200_000 + "Málaga\n").encode(), None),
        (("abcdefghi\n" * 200_000 + "Málaga y León\n").encode("cp1252"), None),
        # A character cut by the end of the first megabyte is no fault
        (b"a" * (1024**2 - 1) + "éé\n".encode(), "a" * (1024**2 - 1) + "éé\n"),
        # A character cut by the end of what is looked at, in an encoding of two bytes each
        (("x" + CHINESE * 2_000).encode("big5"), "x" + CHINESE * 2_000),
        # What reads the same in several encodings of Windows is in the commonest
        ("Größe,Straße\n".encode("cp1252") * 20, "Größe,Straße\n" * 20),
        # NUL among plain text does not make it UTF-16
        (b"a,b\n1,\x00\n2,x\n", "a,b\n1,\x00\n2,x\n"),
    ],
)
def test_the_text_is_what_was_written(content, text):
    read = text_of(content, recognised(content))
    if text is None:
        assert "Málaga" in read
    else:
        assert read == text


def test_the_evidence_is_a_phrase():
    found = recognise_encoding(io.BytesIO(codecs.BOM_UTF8 + b"a"))
    assert (found.name, found.evidence) == ("utf-8-sig", "its byte order mark")


# Records in many languages, and encodings that files of them are in.
LANGUAGES = {
    "German": (
        (
            "Straße;Größe;Bemerkung\n"
            "Müllerstraße 5;groß;Die Lieferung erfolgt über die Rückseite des Gebäudes\n"
            "Gärtnerweg 12;mäßig;Schlüssel beim Nachbarn, bitte läuten\n"
            "Kölner Straße 7;übergroß;täglich geöffnet außer sonntags\n"
        ),
        ["cp1252", "iso8859-15"],
    ),
    "French": (
        (
            "prénom,ville,remarque\n"
            "Élodie,Orléans,très fidèle cliente depuis l'été dernier\n"
            "François,Besançon,à rappeler après la fête\n"
            "Gaëlle,Nîmes,réclamation réglée à l'amiable\n"
        ),
        ["cp1252", "latin-1"],
    ),
    "Spanish": (
        (
            "nombre;dirección;comentario\n"
            "Ángela Muñoz;Calle de la Constitución 5;llamará mañana por la tarde\n"
            "José Núñez;Plaza España, León;el envío llegó sin daños\n"
        ),
        ["cp1252", "latin-1"],
    ),
    "Portuguese": (
        (
            "nome;endereço;observação\n"
            "João Conceição;Rua São Bento;não atende o telefone após às 18h\n"
            "Inês Araújo;Praça da República;solicitação concluída com êxito\n"
        ),
        ["cp1252"],
    ),
    "Swedish": (
        (
            "namn;adress;anmärkning\n"
            "Åsa Öberg;Kungsgatan 5, Göteborg;önskar återbetalning så fort som möjligt\n"
            "Björn Sjöström;Västra Hamngatan;får leverans på måndag\n"
        ),
        ["cp1252"],
    ),
    "Polish": (
        (
            "imię;miejscowość;uwagi\n"
            "Łukasz Wiśniewski;Łódź;zamówienie zostało już wysłane pocztą\n"
            "Małgorzata Dąbrowska;Gdańsk;proszę dzwonić po południu\n"
            "Stanisław Wójcik;Święta Lipka;klient żąda zwrotu pieniędzy\n"
        ),
        ["cp1250", "iso8859-2"],
    ),
    "Czech": (
        (
            "jméno;město;poznámka\n"
            "Jiří Dvořák;Plzeň;zákazník si přeje doručit až v úterý\n"
            "Tomáš Růžička;České Budějovice;platba přijata, děkujeme\n"
            "Žofie Šťastná;Ústí nad Labem;objednávka byla zrušena\n"
        ),
        ["cp1250", "iso8859-2"],
    ),
    "Hungarian": (
        (
            "név;város;megjegyzés\n"
            "Szűcs Ágnes;Győr;a megrendelést később fizeti, hívja őt délután\n"
            "Kovács László;Székesfehérvár;üdvözöljük új vevőnket\n"
            "Török Ödön;Hódmezővásárhely;rövid határidő\n"
        ),
        ["cp1250", "iso8859-2"],
    ),
    "Russian": (
        (
            "имя;город;примечание\n"
            "Иван Иванов;Москва;клиент просит перезвонить после обеда\n"
            "Екатерина Щукина;Санкт-Петербург;заказ отправлен почтой на прошлой неделе\n"
            "Дмитрий Жуков;Нижний Новгород;оплата получена\n"
        ),
        ["cp1251", "koi8-r", "iso8859-5", "cp866"],
    ),
    "Ukrainian": (
        (
            "ім'я;місто;примітка\n"
            "Олександр Шевченко;Київ;клієнт просить зателефонувати після обіду\n"
            "Їжакевич Іван;Львів;замовлення надіслано поштою минулого тижня\n"
        ),
        ["cp1251"],
    ),
    "Bulgarian": (
        (
            "име;град;бележка\n"
            "Иван Петров;София;клиентът желае доставка в четвъртък следобед\n"
            "Мария Георгиева;Пловдив;поръчката е изпратена с куриер\n"
        ),
        ["cp1251"],
    ),
    "Greek": (
        (
            "όνομα;πόλη;παρατηρήσεις\n"
            "Γιώργος Παπαδόπουλος;Αθήνα;ο πελάτης ζητά να τον καλέσουμε το απόγευμα\n"
            "Ελένη Νικολάου;Θεσσαλονίκη;η παραγγελία στάλθηκε με το ταχυδρομείο\n"
        ),
        ["cp1253", "iso8859-7"],
    ),
    "Turkish": (
        (
            "isim;şehir;açıklama\n"
            "Ayşe Yılmaz;İstanbul;müşteri öğleden sonra aranmak istiyor\n"
            "Mehmet Çağlar;Eskişehir;sipariş geçen hafta gönderildi, teşekkürler\n"
            "Gülşen Işık;Diyarbakır;ödeme alındı\n"
        ),
        ["cp1254", "iso8859-9"],
    ),
    "Hebrew": (
        (
            "שם;עיר;הערה\n"
            "דוד כהן;ירושלים;הלקוח מבקש להתקשר אליו אחר הצהריים\n"
            "שרה לוי;תל אביב;ההזמנה נשלחה בדואר בשבוע שעבר\n"
        ),
        ["cp1255", "iso8859-8"],
    ),
    "Arabic": (
        (
            "الاسم;المدينة;ملاحظة\n"
            "محمد أحمد;القاهرة;العميل يطلب الاتصال به بعد الظهر\n"
            "فاطمة علي;الإسكندرية;تم إرسال الطلب بالبريد الأسبوع الماضي\n"
        ),
        ["cp1256", "iso8859-6"],
    ),
    "Lithuanian": (
        (
            "vardas;miestas;pastaba\n"
            "Jonas Šimkus;Šiauliai;klientas prašo paskambinti po pietų, ačiū\n"
            "Živilė Čepaitė;Panevėžys;užsakymas išsiųstas praėjusią savaitę\n"
        ),
        ["cp1257"],
    ),
    "Japanese": (
        (
            "名前,住所,備考\n"
            "山田太郎,東京都千代田区丸の内一丁目,お客様は午後に電話をご希望です\n"
            "鈴木花子,大阪府大阪市北区,ご注文は先週発送されました\n"
        ),
        ["shift_jis", "cp932", "euc_jp"],
    ),
    "Simplified Chinese": (
        (
            "姓名,地址,备注\n"
            "张伟,北京市朝阳区建国路八十八号,客户希望下午联系\n"
            "王芳,上海市浦东新区世纪大道,订单已于上周寄出,请注意查收\n"
        ),
        ["gb18030", "gbk", "gb2312"],
    ),
    "Traditional Chinese": (
        (
            "姓名,地址,備註\n張偉,臺北市信義區市府路一號,客戶希望下午聯絡\n王芳,高雄市左營區,訂單已於上週寄出,請注意查收\n"
        ),
        ["big5"],
    ),
    "Korean": (
        (
            "이름,주소,비고\n"
            "김철수,서울특별시 강남구 테헤란로,고객이 오후에 전화를 원합니다\n"
            "이영희,부산광역시 해운대구,주문은 지난주에 발송되었습니다\n"
        ),
        ["euc_kr", "cp949"],
    ),
    "Vietnamese": (
        (
            "tên,thành phố,ghi chú\n"
            "Nguyễn Văn An,Hà Nội,khách hàng muốn được gọi lại vào buổi chiều\n"
            "Trần Thị Bình,Đà Nẵng,đơn hàng đã được gửi tuần trước\n"
        ),
        ["utf-8"],
    ),
    "Thai": (
        (
            "ชื่อ,เมือง,หมายเหตุ\n"
            "สมชาย ใจดี,กรุงเทพมหานคร,ลูกค้าต้องการให้โทรกลับในช่วงบ่าย\n"
            "สมหญิง รักไทย,เชียงใหม่,จัดส่งสินค้าเมื่อสัปดาห์ที่แล้ว\n"
        ),
        ["tis-620"],
    ),
}


@pytest.mark.parametrize("times", [1, 20])
@pytest.mark.parametrize(
    ("language", "encoding"), [(language, each) for language, (_, known) in LANGUAGES.items() for each in known]
)
def test_text_in_many_languages(language, encoding, times):
    text = LANGUAGES[language][0] * times
    assert text_of(text.encode(encoding), recognised(text.encode(encoding))) == text


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"]
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_unicode_with_its_mark_and_without(language, encoding):
    text = LANGUAGES[language][0]
    assert text_of(text.encode(encoding), recognised(text.encode(encoding))) == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("name;note\nO’Brien;“so” – he said\n", "cp1252"),  # signs only
        ("nom;œuvre\nL’été;à Orléans, près d’ici\n", "cp1252"),
        ("Größe;Übung\nStraße;schön\n", "mac-roman"),
        ("Größe;Übung\nStraße;schön\n", "cp850"),
        ("prix;cœur\n5;sœur fidèle à l'été\n", "iso8859-15"),
    ],
)
def test_less_common_encodings_of_western_languages(text, encoding):
    assert text_of(text.encode(encoding), recognised(text.encode(encoding))) == text


def test_how_much_was_looked_at_is_said():
    text = b"abcdefghi\n" * 300_000
    with (
        patch.object(encoding_module, "MOST_BYTES", 1024**2),
        patch.object(encoding_module, "MOST_BYTES_OF_STREAM", 1024**2),
    ):
        found = recognise_encoding(io.BytesIO(text), is_seekable=False)
        assert found.evidence == "it is plain ASCII, as far as 1 MB of it were looked at"
        # Of a huge file, samples are looked at all over it
        late = text + "Málaga y León\n".encode("cp1252") * 100_000 + text
        assert recognise_encoding(io.BytesIO(late)).name == "cp1252"
        assert recognise_encoding(io.BytesIO(late), is_seekable=False).name == "utf-8"
    assert recognise_encoding(io.BytesIO(text)).evidence == "it is plain ASCII"


@pytest.mark.parametrize(
    "content",
    [
        b"name\n" + "Muñoz y Núñez\n".encode() * 20 + b"caf\xe9\n",
        # fewer sound characters than before, still no other encoding
        "niño,cigüeña,pingüino\n".encode() + b"caf\xe9,x\n",
        "名前,住所\n山田,東京\n".encode() + b"\xff,x\n",
    ],
)
def test_a_few_damaged_bytes_do_not_change_the_encoding(content):
    assert recognised(content) == "utf-8"
    read = text_of(content, "utf-8")
    assert read.encode(errors="surrogateescape") == content


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "gb18030", "big5", "shift_jis", "euc_kr", "koi8-r", "cp866"])
def test_other_encodings_are_not_taken_for_damaged_utf_8(encoding):
    text = {
        "gb18030": "姓名,地址\n张伟,北京市朝阳区建国路\n王芳,上海市浦东新区\n",
        "big5": "姓名,地址\n張偉,臺北市信義區\n王芳,高雄市左營區\n",
        "shift_jis": "名前,住所\n山田太郎,東京都千代田区\nスズキ,大阪府\n",
        "euc_kr": "이름,주소\n김철수,서울특별시 강남구\n",
        "koi8-r": "имя,адрес\nИван,Москва, улица Ленина\n",
        "cp866": "имя,адрес\nИван,Москва, улица Ленина\n",
    }.get(encoding, SPANISH)
    assert recognised(text.encode(encoding) * 5) != "utf-8"


@given(st.binary(max_size=200), st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "latin-1", "shift_jis", "big5"]))
def test_any_bytes_are_read_in_any_encoding(content, encoding):
    text = text_of(content, encoding)
    if encoding == "utf-8":
        assert text.encode(errors="surrogateescape") == content


@given(st.binary(min_size=1, max_size=300))
def test_some_encoding_is_found_for_any_bytes(content):
    text_of(content, recognised(content))


def test_utf_16_that_breaks_off_in_the_middle_of_a_character():
    content = "a,b\n1,ñ\n".encode("utf-16-le")
    text = text_of(content + b"x", "utf-16-le")
    assert text == "a,b\n1,ñ\n" + chr(0xDC00 + ord("x"))


@pytest.mark.parametrize(
    "name", sorted({*encodings.aliases.aliases.values(), "utf-8", "Latin1", "UTF8", "windows-1252"})
)
def test_an_encoding_that_is_taken_reads_anything(name):
    """Whatever Python calls a codec either makes text of bytes, or is refused beforehand."""
    try:
        codec = check_encoding(name)
    except UnreadableFile as refusal:
        assert refusal.code == "unknown_encoding"  # noqa: PT017
        return
    for content in (b"a,b\n1,2\n", bytes(range(256)), b"\\ud800 \\x", b"+2AA- ~{ \x1b$B", b"\xff" * 9):
        text_of(content, encoding_as_said(io.BytesIO(content), codec))


@pytest.mark.parametrize(
    ("said", "content"),
    [
        ("utf-8", codecs.BOM_UTF8 + "año".encode()),
        ("utf-8", "año".encode()),
        ("utf-8-sig", "año".encode()),
        ("utf-16", "año".encode("utf-16")),
        ("utf-16", "año".encode("utf-16-le")),
        ("utf-16", "año, two".encode("utf-16-be")),
        ("utf-16-le", "año".encode("utf-16")),
        ("utf-16-be", codecs.BOM_UTF16_BE + "año".encode("utf-16-be")),
        ("utf-32", "año".encode("utf-32")),
        ("utf-32", "año".encode("utf-32-le")),
        ("latin-1", "año".encode("latin-1")),
    ],
)
def test_said_encodings_are_read_with_their_mark_or_without(said, content):
    file = io.BytesIO(content)
    assert text_of(content, encoding_as_said(file, check_encoding(said))) in ("año", "año, two")


@pytest.mark.parametrize(
    "name",
    ["", "klingon", "base64", "hex", "rot13", "zlib", "utf-8\x00", "idna", "punycode", "undefined", "unicode_escape",
     "raw_unicode_escape", "utf-7", "é", "../utf-8", "x" * 10_000, "mbcs"],
)  # fmt: skip
def test_what_is_no_encoding_of_files_is_refused_in_a_sentence(name):
    with pytest.raises(UnreadableFile) as refusal:
        check_encoding(name)
    assert refusal.value.code == "unknown_encoding"
    assert len(str(refusal.value)) < 200
