"""The founding document, played from end to end: a workshop for three villages, and the accompaniment that follows."""

import json
import re
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import segno
from PIL import Image
from playwright.sync_api import expect

KEDUNGASRI, KENDALREJO, SILIRAGUNG = "35.10.04.2003", "35.10.04.2002", "35.10.22.2002"
ROLES = ("village_head", "village_secretary", "service_officer", "village_council", "community_leader", "returnee_woman", "other_stakeholder")
RIGHT = "BACABCABCA"
NAMES = ("Sutrisno", "Hartono", "Wahyuni", "Mujiati", "Kyai Hasan", "Sulastri", "Kasiyem")


def today():
    return datetime.now(ZoneInfo("Asia/Jakarta")).date()


def said(page):
    return page.get_by_role("status").first


def send(page, button):
    page.get_by_role("button", name=button).click()


def fits(page):
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url


def photo(code=""):
    """A phone photo of a page with this code, as a file to choose."""
    sheet, small, taken = Image.new("RGB", (900, 1300), "white"), BytesIO(), BytesIO()
    if code:
        segno.make(code, error="q").save(small, kind="png", scale=4, border=2)
        sheet.paste(Image.open(small).convert("RGB"), (600, 40))
    sheet.save(taken, "JPEG")
    return taken.getvalue()


def files(*named):
    return [{"name": name, "mimeType": "image/jpeg", "buffer": content} for name, content in named]


@pytest.fixture
def lilik(person):
    someone = person()
    someone.sign_in("lilik")
    return someone


def plan(page):
    page.goto("/programme/events/plan/")
    page.get_by_label("lokakarya", exact=True).check()
    page.get_by_label("Judul").fill("Sosialisasi dan Workshop Perluasan Desbumi")
    for village in ("Desa Kedungasri", "Desa Kendalrejo", "Desa Siliragung"):
        page.get_by_label(village, exact=True).check()
    page.get_by_label("Hari pertama").fill(today().isoformat())
    page.get_by_label("Di mana?").fill("Balai Desa Kedungasri")
    send(page, "Rencanakan")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sosialisasi dan Workshop Perluasan Desbumi")
    expect(said(page)).to_contain_text("Direncanakan")
    fits(page)
    return page.url


def invite(page, event):
    page.goto(f"{event}invitations/")
    for label in ("Kepala desa", "Perempuan purna migran"):
        expect(page.get_by_label(f"{label}, dari tiap desa")).to_have_value("1")
    assert "Anda diundang" in page.locator("#message-text").input_value()
    page.get_by_role("link", name="Tulis surat undangan").click()
    page.get_by_label("Nomor surat").fill("005/MC/XI/2026")
    send(page, "Simpan surat")
    expect(said(page)).to_contain_text("Surat disimpan")
    page.goto(event)
    with page.expect_download() as taken:
        send(page, "Cetak semua lembar sekaligus")
    assert Path(taken.value.path()).read_bytes().startswith(b"%PDF")


def type_list(page, event, village, names):
    """Seven of a village from the signed list, by keyboard alone."""
    page.goto(f"{event}participants/type/")
    page.locator("[name=rows-name]").first.focus()
    for at, (name, role) in enumerate(zip(names, ROLES, strict=True)):
        page.keyboard.type(name)
        row = page.locator("table.typing tbody tr").nth(at)
        row.locator("[name=rows-role]").select_option(role)
        row.locator("[name=rows-village]").select_option(village)
        row.locator("[name=rows-sex]").select_option("female" if at in (2, 3, 5, 6) else "male")
        row.locator("[name=rows-name]").focus()
        page.keyboard.press("Enter")
    page.keyboard.type(names[0].upper())
    expect(page.locator("tr.twice")).to_have_count(1)
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    send(page, "Simpan daftar")
    expect(said(page)).to_contain_text("7 nama baru masuk daftar")


def expected_then_ticked_offline(someone, event, village, names):
    """Seven are expected; one phone ticks them without a line, and sends once it is back."""
    page = someone.page
    page.goto(f"{event}participants/type/")
    page.locator("select[name=day]").select_option("")
    for at, (name, role) in enumerate(zip(names, ROLES, strict=True)):
        row = page.locator("table.typing tbody tr").nth(at)
        row.locator("[name=rows-name]").fill(name)
        row.locator("[name=rows-role]").select_option(role)
        row.locator("[name=rows-village]").select_option(village)
    send(page, "Simpan daftar")
    someone.context.set_offline(True)
    for name in names:
        page.locator("#rows li", has_text=name).get_by_role("button", name=re.compile("Centang")).click()
    expect(page.locator("[data-queue-says]")).to_contain_text("Belum terkirim")
    someone.context.set_offline(False)
    expect(page.locator("[data-queue-says]")).to_contain_text("Semua centang terkirim", timeout=30_000)
    someone.complaints[:] = [each for each in someone.complaints if "ERR_INTERNET_DISCONNECTED" not in each]
    page.reload()
    assert page.locator("#rows li.good").count() == 14


def by_own_phones(someone, person, event, village, names):
    """Seven come in by their own phones, answer the test before and after, and say whether they accept."""
    page = someone.page
    page.goto(f"{event}door/")
    send(page, "Buka pintu")
    word, address = page.locator(".room-word").inner_text(), page.locator(".soft.tiny").first.inner_text()
    path = re.search(r"/programme/in/[0-9a-f]+/", address)[0]
    phone = person().page
    for at, (name, role) in enumerate(zip(names, ROLES, strict=True)):
        phone.goto(path)
        phone.get_by_role("link", name="Saya hadir").click()
        phone.locator(f"[name=village][value='{village}']").check()
        phone.locator(f"[name=role][value={role}]").check()
        phone.get_by_label("Nama", exact=False).first.fill(name)
        phone.locator("[name=has_consented]").check()
        phone.locator("[name=word]").fill(word if at else "0")
        send(phone, "Kirim")
        expect(said(phone)).to_contain_text("Terima kasih")
    for moment, answers in (("before", "CCCCCCCCCC"), ("after", RIGHT)):
        for at in range(3):
            phone.goto(f"{path}test/")
            phone.locator("[name=word]").fill(word)
            phone.locator(f"[name=moment][value={moment}]").check()
            phone.locator("[name=code]").fill(f"HAPE{at}")
            for number, letter in enumerate(answers, 1):
                phone.locator(f"[name=answers-{number}][value={letter}]").check()
            send(phone, "Kirim")
            expect(said(phone)).to_contain_text("Terima kasih")
    phone.goto(f"{path}accept/")
    phone.locator("[name=word]").fill(word)
    phone.locator(f"[name=village][value='{village}']").check()
    phone.locator("[name=answer][value=ask]").check()
    send(phone, "Kirim")
    expect(said(phone)).to_contain_text("Tidak ada orang desa Anda")
    page.goto(f"{event}participants/")
    expect(page.get_by_role("heading", name="Masuk dengan HP yang mungkin di tempat lain")).to_be_visible()
    page.get_by_role("button", name="Hadir", exact=True).first.click()
    expect(said(page)).to_contain_text("Sudah diputuskan")


def slips(page, event):
    """Tests and folded slips from paper."""
    for moment, answers in (("before", "CCCCCCCCCC"), ("after", RIGHT)):
        page.goto(f"{event}test/type/?moment={moment}")
        for at in range(6):
            page.get_by_label("Kode lembar").fill(f"KERTAS{at}")
            page.get_by_label("Jawaban", exact=True).fill(answers)
            page.locator("[name=role]").select_option(ROLES[at])
            send(page, "Simpan, lembar berikutnya")
            expect(said(page)).to_contain_text("sudah masuk")
    page.goto(f"{event}acceptance/type/")
    for village in (KEDUNGASRI, KENDALREJO):
        for at in range(6):
            page.locator("[name=village]").select_option(village)
            page.locator(f"[name=answer][value={'yes' if at else 'conditions'}]").check()
            send(page, "Simpan, lembar berikutnya")
            expect(said(page)).to_contain_text("Lembar sudah masuk")


def decide(page, event, village, answer, reason=""):
    page.goto(f"{event}villages/{village}/answer/")
    page.locator(f"[name=answer][value={answer}]").check()
    page.get_by_label("Alasan, atau syarat").fill(reason)
    page.get_by_label("Siapa yang bertanda tangan?").fill("Kepala Desa, Ketua BPD")
    send(page, "Catat")
    expect(said(page)).to_contain_text("tercatat")


def number_of_targets(page):
    return int((re.search(r"0 dari (\d+) target tercapai", page.locator("main").inner_text()) or ["", "0"])[1])


def set_targets(page, village):
    """A target under each of the three pillars."""
    page.goto(f"/desk/villages/{village}/")
    page.get_by_role("link", name="Target perubahan", exact=True).first.click()
    home, had = page.url, number_of_targets(page)
    for label in ("Loket Desbumi melayani", "Kelompok purna migran aktif", "Desa punya Perdes"):
        page.goto(f"{home}set/")
        option = page.locator("[name=indicator] option", has_text=label).first.get_attribute("value")
        page.locator("[name=indicator]").select_option(option)
        page.get_by_label("Akan menjadi berapa?").fill("1")
        page.get_by_label("Sampai kapan targetnya?").fill((today() + timedelta(days=300)).isoformat())
        page.get_by_label("Siapa yang bertanggung jawab?").fill("Sekretaris desa")
        send(page, "Tetapkan")
        expect(said(page)).to_contain_text("Target ditetapkan")
    assert number_of_targets(page) == had + 3
    fits(page)


def draft_and_sign(page, event, village, *, signed_on):
    page.goto(f"{event}agreed/")
    row = page.locator("li", has=page.locator(".name.book", has_text=village)).first
    if row.get_by_role("link", name=re.compile("Susun")).count():
        row.get_by_role("link", name=re.compile("Susun")).click()
        page.get_by_label("Pada hari apa desa mengadakan sosialisasinya sendiri?").fill((today() + timedelta(days=1)).isoformat())
        send(page, "Simpan naskah")
        expect(said(page)).to_contain_text("Naskah disimpan")
    else:
        row.get_by_role("link", name=re.compile("Cetak dan tanda tangan")).click()
    sheet = page.get_by_role("link", name="Cetak untuk tanda tangan").get_attribute("href")
    assert page.request.get(sheet).body().startswith(b"%PDF")
    if signed_on is None:
        return
    page.locator("[name=signed_on]").fill(signed_on.isoformat())
    page.locator("input[type=file]").set_input_files(files(("kesepahaman.jpg", photo())))
    send(page, "Sudah ditandatangani")
    expect(said(page)).to_contain_text("Desa maju ke tahap berikutnya")


def stage(page, village, wanted):
    """The worker has moved the village there."""
    for _attempt in range(40):
        page.goto(f"/desk/villages/{village}/")
        if page.locator("main", has_text=f"Sekarang di tahap {wanted}").count():
            return
        page.wait_for_timeout(500)
    expect(page.locator("main")).to_contain_text(f"Sekarang di tahap {wanted}")


def outreach_and_decree(page, village):
    page.goto("/programme/events/plan/")
    page.get_by_label("sosialisasi di desa", exact=True).check()
    page.get_by_label("Judul").fill("Sosialisasi Kedungasri")
    page.locator("[name=territory]").select_option(village)
    page.get_by_label("Desa Kedungasri", exact=True).check()
    page.get_by_label("Hari pertama").fill(today().isoformat())
    send(page, "Rencanakan")
    event = page.url
    for kind in ("terms", "invitation", "minutes"):
        page.goto(f"{event}papers/{kind}/")
        send(page, "Simpan surat")
    key = re.search(r"events/([0-9a-f-]+)/", event)[1].replace("-", "")
    page.goto(f"{event}pages/add/")
    page.locator("input[type=file]").set_input_files(
        files(("a.jpg", photo(f"desbumi-page:1:{key}:attendance:1:1")), ("b.jpg", photo(f"desbumi-page:1:{key}:photo:1:1")), ("c.jpg", photo()))
    )
    send(page, "Masukkan")
    page.wait_for_url(f"{event}file/")
    expect(page.get_by_role("heading", name="1 halaman perlu ditempatkan dengan tangan")).to_be_visible()
    page.get_by_role("link", name=re.compile("^Tempatkan")).click()
    page.locator("[name=kind][value=photo]").check()
    send(page, "Tempatkan")
    expect(page.get_by_role("region", name="Yang masih kurang")).to_contain_text("Tidak ada yang kurang")
    page.goto(f"{event}turn/complete/")
    send(page, "Catat")
    expect(said(page)).to_contain_text("selesai")
    stage(page, village, "Sosialisasi")
    page.get_by_role("link", name="Tim Desbumi", exact=True).click()
    page.get_by_role("link", name="Simpan keputusan").click()
    page.get_by_label("Nomor surat keputusan").fill("188/7/KEP/2026")
    page.locator("input[type=file]").set_input_files(files(("sk.jpg", photo())))
    send(page, "Simpan")
    page.get_by_role("link", name="Tambah anggota").click()
    page.get_by_label("Nama", exact=True).fill("Sulastri")
    page.locator("[name=sex]").select_option("female")
    page.locator("[name=is_returnee]").select_option("yes")
    send(page, "Catat")
    expect(page.locator("main")).to_contain_text("1 dari 1 perempuan, 1 dari 1 purna migran")
    stage(page, village, "Pendampingan")


def tell_visit(page):
    page.goto(f"/programme/visits/tell/?village={KEDUNGASRI}")
    page.get_by_label("Siapa yang Anda temui?").fill("Bu Sulastri, ketua tim")
    page.get_by_label("Apa yang disepakati?").fill("Loket buka tiap Selasa")
    page.get_by_label("Kapan Anda datang lagi?").fill((today() + timedelta(days=14)).isoformat())
    send(page, "Simpan kunjungan")
    expect(page.get_by_role("heading", level=1)).to_have_text("Kunjungan ke Desa Kedungasri")
    fits(page)


def report_and_press(page, event):
    page.goto(f"{event}report/freeze/")
    page.get_by_label("Apa yang terjadi?").fill("Semua desa datang.")
    send(page, "Bekukan")
    expect(said(page)).to_contain_text("Versi 1 dibekukan")
    for label, begins in (("PDF", b"%PDF"), ("DOCX", b"PK"), ("XLSX", b"PK")):
        assert page.request.get(page.get_by_role("link", name=f"{label} 1").get_attribute("href")).body().startswith(begins)
    page.goto(f"{event}press/")
    note = page.get_by_label("Isi").input_value()
    assert "Hadir 21 peserta" in note
    send(page, "Simpan siaran pers")


def test_a_list_that_is_left_comes_back_line_by_line(lilik):
    page = lilik.page
    event = plan(page)
    names = page.locator("[name=rows-name]")
    page.goto(f"{event}participants/type/")
    for at, name in enumerate(("Aji", "Bowo", "Citra")):
        names.nth(at).fill(name)
        page.locator("[name=rows-role]").nth(at).select_option(ROLES[at])
    page.get_by_role("button", name="Sepuluh baris lagi").click()
    names.last.fill("Yanti")
    page.goto(event)
    page.goto(f"{event}participants/type/")

    assert names.count() == 40
    assert names.last.input_value() == "Yanti"
    assert page.locator("table.typing tbody tr").last.locator("td").first.inner_text() == "40"
    assert [names.nth(at).input_value() for at in range(4)] == ["Aji", "Bowo", "Citra", ""]
    assert [page.locator("[name=rows-role]").nth(at).input_value() for at in range(4)] == [*ROLES[:3], ""]


def test_a_tick_of_someone_taken_off_meanwhile_is_told_and_the_others_arrive(lilik, person):
    page = lilik.page
    event = plan(page)
    page.goto(f"{event}participants/type/")
    for at, name in enumerate(("Aminarti", "Budiono")):
        page.locator("[name=rows-name]").nth(at).fill(name)
        page.locator("[name=rows-role]").nth(at).select_option(ROLES[at])
    page.locator("[name=day]").select_option("")
    send(page, "Simpan daftar")
    page.goto(f"{event}participants/?day={today().isoformat()}")
    lilik.context.set_offline(True)
    for name in ("Aminarti", "Budiono"):
        page.locator("#rows li", has_text=name).get_by_role("button", name=re.compile("Centang")).click()
    other = person().sign_in("agus")
    other.goto(f"{event}participants/?day={today().isoformat()}")
    other.locator("#rows li", has_text="Aminarti").get_by_role("button", name=re.compile("Keluarkan")).click()
    expect(other.locator("#rows")).not_to_contain_text("Aminarti")
    lilik.context.set_offline(False)

    expect(page.locator("[data-queue-says]")).to_contain_text("Tidak masuk: 1. Sementara itu mereka dikeluarkan", timeout=30_000)
    assert page.evaluate("JSON.parse(localStorage.getItem(Object.keys(localStorage).find((key) => key.endsWith(':ticks')))).length") == 0
    page.reload()
    expect(page.locator("#rows li.good")).to_have_count(1)
    lilik.complaints[:] = [each for each in lilik.complaints if "ERR_INTERNET_DISCONNECTED" not in each]


def test_what_a_pile_refuses_stays_chosen_with_its_reason_and_nothing_comes_twice(lilik):
    page = lilik.page
    event = plan(page)
    key = re.search(r"events/([0-9a-f-]+)/", event)[1].replace("-", "")
    page.goto(f"{event}pages/add/")
    good = [(f"{at}.jpg", photo(f"desbumi-page:1:{key}:photo:0:{at}")) for at in (1, 2)]
    lost = []

    def lose_the_answers_about_one(route):
        if route.request.method == "POST" and len(lost) < 3 and b'filename="1.jpg"' in route.request.post_data_buffer:
            lost.append(route.fetch())
            route.abort()
        else:
            route.continue_()

    def left():
        return page.evaluate("[...document.querySelector('input[type=file]').files].map((each) => each.name).sort()")

    page.route("**/pages/add/", lose_the_answers_about_one)
    page.locator("input[type=file]").set_input_files(files(*good, ("kosong.jpg", b"")))
    send(page, "Masukkan")
    expect(page.locator("[data-pile-left]")).to_contain_text("“kosong.jpg” kosong")
    expect(page.locator("[data-pile-left]")).to_contain_text("Belum masuk: 1.jpg. Sambungan terputus")
    assert left() == ["1.jpg", "kosong.jpg"]

    send(page, "Masukkan")  # the page is there already, and its answer comes this time
    expect(page.locator("[data-pile-progress] b")).to_have_text("1 dari 2 sudah masuk.")
    assert left() == ["kosong.jpg"]
    page.goto(f"{event}file/")
    expect(page.locator("main a[download]")).to_have_count(2)

    page.goto(f"{event}pages/add/")
    page.locator("input[type=file]").set_input_files(files(*good))
    page.context.clear_cookies()
    send(page, "Masukkan")
    expect(page.locator("[data-pile-left] li")).to_have_count(2)
    expect(page.locator("[data-pile-left]")).to_contain_text("Belum masuk: 2.jpg")
    # a browser writes down each answer that is no, or lost
    lilik.complaints[:] = [each for each in lilik.complaints if not re.search("status of 4(03|22)|ERR_FAILED", each)]


def test_the_founding_document_is_played_from_end_to_end(lilik, person, running):
    page = lilik.page
    event = plan(page)
    invite(page, event)
    type_list(page, event, KEDUNGASRI, [f"{name} Kedungasri" for name in NAMES])
    expected_then_ticked_offline(lilik, event, KENDALREJO, [f"{name} Kendalrejo" for name in NAMES])
    by_own_phones(lilik, person, event, SILIRAGUNG, [f"{name} Siliragung" for name in NAMES])
    slips(page, event)
    decide(page, event, KEDUNGASRI, "yes")
    decide(page, event, KENDALREJO, "conditions", "Ada kader perempuan")
    decide(page, event, SILIRAGUNG, "ask", "Menunggu musyawarah BPD")
    for village in (KEDUNGASRI, KENDALREJO):
        set_targets(page, village)
    draft_and_sign(page, event, "Kedungasri", signed_on=today())
    stage(page, KEDUNGASRI, "Kesepahaman")

    page.goto(event)
    results = page.locator(".results > li")
    expect(results.nth(0)).to_contain_text("Tercapai")
    expect(results.nth(0)).to_contain_text(re.compile(r"Mengerti sesudahnya: 9 dari 9\.\s*Mengerti sebelumnya: 0 dari 9\."))
    expect(results.nth(1)).to_contain_text("Desa yang ikut: 2 dari 3")
    expect(results.nth(1)).to_contain_text("Siliragung: ingin bertanya dulu")
    expect(results.nth(2)).to_contain_text("1 dari 3 desa")
    expect(results.nth(3)).to_contain_text("Siliragung belum menetapkan target")
    expect(page.get_by_role("region", name="Kehadiran menurut peran")).to_contain_text("21 orang hadir; 21 yang diundang")
    fits(page)

    draft_and_sign(page, event, "Kendalrejo", signed_on=None)
    outreach_and_decree(page, KEDUNGASRI)
    tell_visit(page)
    report_and_press(page, event)

    running.later(days=14)
    page = person().sign_in("lilik")
    draft_and_sign(page, event, "Kendalrejo", signed_on=today() + timedelta(days=14))
    stage(page, KENDALREJO, "Kesepahaman")
    page.goto(event)
    expect(page.locator(".results > li").nth(2)).to_contain_text("2 dari 3 desa")
    assert json.loads(running.command("book", "verify", "--json").stdout)["broken"] == []
