"""Invented villagers by the hundred thousand, and how tired hands write and ask for them. Everything hangs on one seed."""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

STEMS = [
    "Su",
    "Har",
    "Mul",
    "Pur",
    "Wah",
    "Sri",
    "Ngat",
    "Kar",
    "Mar",
    "Tri",
    "Dwi",
    "Eko",
    "Jum",
    "War",
    "Sar",
    "Wid",
    "Yul",
    "Rus",
    "Kas",
    "Tar",
    "Sup",
    "Sud",
    "Sun",
    "Sut",
    "Sul",
    "Ism",
    "Rub",
    "Pon",
    "Leg",
    "Kem",
    "Ser",
    "Par",
    "Man",
    "Nur",
    "Dar",
    "Wir",
    "Mis",
    "Sit",
    "Ros",
    "Lil",
]
WOMEN = [
    "iyati",
    "wati",
    "ningsih",
    "iyem",
    "inah",
    "tini",
    "iyah",
    "lestari",
    "yani",
    "handayani",
    "rahayu",
    "asih",
    "mah",
    "sih",
    "iati",
    "tun",
    "atun",
    "anti",
    "mini",
]
MEN = ["anto", "yono", "no", "to", "di", "man", "jan", "wan", "yadi", "tono", "gimin", "min", "adi", "oso", "tomo", "pranoto", "jo", "giman", "yitno", "iman"]
GIVEN_WOMEN = ["Siti", "Umi", "Nur", "Dewi", "Ratna", "Endang", "Sri", "Aminah", "Fatimah", "Khotimah", "Zaenab", "Halimah", "Maryam", "Chotijah", "Kulsum", "Hayati", "Aisyah", "Rohmah", "Nurul", "Laila", "Fitri", "Novi", "Yeni", "Rina", "Wulan", "Indah", "Lestari", "Puji", "Wahyu", "Ani", "Ida", "Lilik", "Titik", "Mutmainah", "Mahmudah", "Sholihah", "Istiqomah", "Muflihah", "Zulaikha", "Faridah", "Hidayah", "Masruroh", "Qomariyah", "Rukayah", "Safitri", "Permata", "Anggraini", "Kusuma"]  # fmt: skip
GIVEN_MEN = ["Muhammad", "Ahmad", "Abdul", "Agus", "Budi", "Joko", "Slamet", "Bambang", "Hadi", "Eko", "Dwi", "Tri", "Imam", "Yusuf", "Rohman", "Hasan", "Husein", "Ali", "Usman", "Syafii", "Fauzi", "Arif", "Rizal", "Zainal", "Ibrahim", "Ismail", "Mustofa", "Khoirul", "Anwar", "Hidayat", "Santoso", "Wijaya", "Setiawan", "Kurniawan", "Purnomo", "Susilo", "Prasetyo", "Utomo", "Widodo", "Subagyo", "Hartono", "Wahyudi", "Taufik", "Mansur", "Rofiq", "Ghofur", "Choirul", "Syaiful", "Jamaludin", "Fathur"]  # fmt: skip
HAMLETS = ["Krajan", "Sumberagung", "Pandanarum", "Kutorejo", "Dambuntung", "Persen", "Sumberjo", "Tegalrejo", "Purwosari", "Curahjati"]
CALLED = ("Mak", "Pak", "Bu", "Mbak", "Mas", "Cak", "Yu", "Mbah")
OLD = (("u", "oe"), ("j", "dj"), ("y", "j"), ("c", "tj"), ("k", "q"), ("f", "v"), ("kh", "ch"), ("ai", "ae"), ("z", "j"), ("d", "dh"), ("i", "y"))
KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
SHORT = {"Siti": "St.", "Muhammad": "Moch.", "Abdul": "Abd.", "Nur": "Nr"}


@dataclass
class Villager:
    """One invented person, and whom she belongs to."""

    village: str
    name: str
    called: str
    sex: str
    born: date | None
    year: int | None
    hamlet: str
    rt: str
    nik: str
    phone: str
    spouse: str
    mother: str
    key: str = ""
    same_as: str = ""
    is_related: bool = False
    spelt: list[str] = field(default_factory=list)


class Villagers:
    """A maker of villagers."""

    def __init__(self, villages, seed=20261126):
        self.dice, self.villages, self.made = random.Random(seed), villages, 0

    def word(self, sex):
        dice = self.dice
        if dice.random() < 0.45:
            return dice.choice(STEMS) + dice.choice(WOMEN if sex == "female" else MEN)
        return dice.choice(GIVEN_WOMEN if sex == "female" else GIVEN_MEN)

    def name(self, sex):
        words = [self.word(sex) for _ in range(self.dice.choices((1, 2, 3), (25, 55, 20))[0])]
        return " ".join(dict.fromkeys(words))

    def one(self, village=None):
        dice, self.made = self.dice, self.made + 1
        sex = dice.choice(("female", "male"))
        name = self.name(sex)
        born = date(1940, 1, 1) + timedelta(days=dice.randrange(30_000)) if dice.random() < 0.7 else None
        year = born.year if born else dice.choice((None, dice.randrange(1940, 2020)))
        nik = ""
        if born and dice.random() < 0.7:
            nik = f"3510{dice.randrange(1, 26):02}{born.day + 40 * (sex == 'female'):02}{born.month:02}{born.year % 100:02}{dice.randrange(1, 9999):04}"
        return Villager(
            village or dice.choice(self.villages), name, f"{dice.choice(CALLED)} {name.split()[-1][-4:].title()}" if dice.random() < 0.4 else "", sex, born, year,
            dice.choice(HAMLETS), str(dice.randrange(1, 9)), nik, f"+628{dice.randrange(10**9, 10**10)}" if dice.random() < 0.5 else "",
            self.name("male" if sex == "female" else "female") if dice.random() < 0.5 else "", self.name("female") if dice.random() < 0.5 else "",
        )  # fmt: skip

    # How it is written by another hand

    def otherwise(self, word):
        """A word in another spelling, or with one slip."""
        dice, letters = self.dice, list(word.lower())
        if word in SHORT and dice.random() < 0.5:
            return SHORT[word]
        kind = dice.choices(("old", "swap", "drop", "double", "key", "same"), (35, 15, 15, 10, 10, 15))[0]
        if kind == "old":
            for new, old in dice.sample(OLD, len(OLD)):
                if new in word.lower()[1:] or word.lower().startswith(new):
                    return word.lower().replace(new, old, 1).title()
            return word
        if len(letters) < 4 or kind == "same":
            return word
        at = dice.randrange(1, len(letters) - 1)
        if kind == "swap":
            letters[at], letters[at + 1] = letters[at + 1], letters[at]
        elif kind == "drop":
            del letters[at]
        elif kind == "double":
            letters.insert(at, letters[at])
        else:
            row = next((row for row in KEYS if letters[at] in row), KEYS[0])
            letters[at] = row[max(0, min(len(row) - 1, row.find(letters[at]) + dice.choice((-1, 1))))]
        return "".join(letters).title()

    def twin(self, of):
        """The same person registered once more by another hand."""
        dice = self.dice
        words = of.name.split()
        words = [self.otherwise(word) if dice.random() < 0.5 else word for word in words]
        if len(words) > 1 and dice.random() < 0.2:
            words.pop(dice.randrange(len(words)))
        born, year = of.born, of.year
        roll = dice.random()
        if roll < 0.2:
            born = None
        elif roll < 0.3 and born:
            born = born + timedelta(days=dice.choice((1, -1, 10, -10)))
            year = born.year
        elif roll < 0.4:
            born = year = None
        return Villager(
            of.village if dice.random() < 0.9 else dice.choice(self.villages), " ".join(words), of.called if dice.random() < 0.6 else "", of.sex if dice.random() < 0.97 else "",
            born, year, of.hamlet if dice.random() < 0.85 else dice.choice(HAMLETS), of.rt if dice.random() < 0.7 else "", of.nik if dice.random() < 0.4 else "",
            of.phone if dice.random() < 0.5 else "", of.spouse if dice.random() < 0.6 else "", of.mother if dice.random() < 0.6 else "", same_as=of.key,
        )  # fmt: skip

    def question(self, of):
        """How somebody asks for a person, with realistic errors: (what is typed, which kind of question it was)."""
        dice, words = self.dice, of.name.split()
        kinds = ["spelt", "spelt", "swapped order", "begun", "name and hamlet", "joined", "part"]
        kinds += ["nickname"] if of.called else []
        kinds += ["nickname and spouse", "by spouse"] if of.called and of.spouse and of.is_related else []
        kind = dice.choice(kinds)
        spelt = [self.otherwise(word) for word in words]
        asked = {
            "swapped order": lambda: " ".join(reversed(spelt)),
            "begun": lambda: " ".join([*words[:-1], words[-1][: max(3, len(words[-1]) - 2)]]),
            "name and hamlet": lambda: f"{' '.join(spelt)} {of.hamlet}",
            "joined": lambda: " ".join(["".join(words[:2]), *words[2:]]),
            "part": lambda: " ".join(dice.sample(spelt, max(1, len(spelt) - 1))),
            "nickname": lambda: of.called,
            "nickname and spouse": lambda: f"{of.called} {self.otherwise(of.spouse.split()[0])}",
            "by spouse": lambda: f"{'istri' if of.sex == 'female' else 'suami'} {of.spouse}",
        }
        return asked.get(kind, lambda: " ".join(spelt))(), kind
