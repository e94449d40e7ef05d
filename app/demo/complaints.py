"""Why the invented patients are referred: what a township doctor writes, and which department treats it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Complaint:
    """One believable referral; `diagnosis` is its ICD-10 code, `department` is the city's code."""

    diagnosis: str
    department: str
    urgency: int
    reason: str
    history: str
    treatment: str
    medication: str
    results: str
    allergies: str = "无"
    green: bool = False


COMPLAINTS = (
    Complaint(
        "I20.000",
        "cardiology",
        2,
        "活动后胸闷 1 周，今晨上楼时加重，休息 5 分钟缓解，无放射痛。本院不能做冠脉造影，请评估是否住院。",
        "高血压 8 年，吸烟 30 年。",
        "休息、吸氧，症状缓解。",
        "氨氯地平 5 mg 每日一次；阿司匹林 100 mg 今日已服。",
        "血压 158/96 mmHg，心率 92 次/分；心电图 V4–V6 ST 段压低约 0.1 mV；肌钙蛋白轻度升高。",
        "青霉素（皮疹）",
    ),
    Complaint(
        "I21.100",
        "cardiology",
        1,
        "胸痛 3 小时伴大汗，持续不缓解，心电图下壁导联 ST 段抬高。",
        "糖尿病 6 年。",
        "阿司匹林 300 mg 嚼服，建立静脉通路，吸氧。",
        "二甲双胍 0.5 g 每日两次。",
        "血压 98/60 mmHg，心率 54 次/分；II、III、aVF ST 段抬高 0.2 mV。",
        green=True,
    ),
    Complaint(
        "I10.x03",
        "cardiology",
        3,
        "血压控制不佳伴头晕 2 周，三种药联用仍在 170/100 mmHg 左右，请调整方案并排除继发性原因。",
        "高血压 10 年，无脑卒中史。",
        "联用三种降压药 4 周。",
        "缬沙坦 80 mg、氨氯地平 5 mg、氢氯噻嗪 12.5 mg，每日一次。",
        "血压 172/102 mmHg；尿蛋白 1+；血钾 3.4 mmol/L。",
    ),
    Complaint(
        "J18.904",
        "respiratory",
        3,
        "发热、咳嗽 5 天，口服抗生素 3 天无好转，右下肺湿啰音，请进一步检查治疗。",
        "慢性支气管炎 5 年。",
        "头孢呋辛 0.25 g 每日两次，3 天。",
        "头孢呋辛、氨溴索。",
        "体温 38.7 ℃；白细胞 14.2×10⁹/L；胸片右下肺片状影。",
    ),
    Complaint(
        "J44.100",
        "respiratory",
        2,
        "气促加重 3 天，夜间不能平卧，雾化后缓解不明显。",
        "慢阻肺 7 年，每年住院 1–2 次。",
        "沙丁胺醇雾化、低流量吸氧。",
        "噻托溴铵 18 μg 每日一次。",
        "血氧饱和度 88 %（未吸氧）；呼吸 28 次/分。",
        "磺胺类（荨麻疹）",
    ),
    Complaint(
        "E11.400",
        "endocrinology",
        3,
        "口服降糖药后空腹血糖仍在 12 mmol/L 左右，双足麻木 1 月，请制定胰岛素方案并筛查并发症。",
        "2 型糖尿病 9 年。",
        "饮食控制，口服药调整两次。",
        "二甲双胍 1.0 g 每日两次；格列美脲 2 mg 每日一次。",
        "空腹血糖 12.6 mmol/L；糖化血红蛋白 10.1 %。",
    ),
    Complaint(
        "I63.400",
        "neurology",
        1,
        "突发右侧肢体无力、言语不清 2 小时。",
        "房颤 3 年，未抗凝。",
        "侧卧、吸氧，未用药。",
        "美托洛尔 25 mg 每日两次。",
        "血压 176/98 mmHg；右上肢肌力 2 级；血糖 7.1 mmol/L。",
        green=True,
    ),
    Complaint(
        "K35.900",
        "surgery",
        2,
        "转移性右下腹痛 1 天，反跳痛阳性，请外科评估手术。",
        "体健。",
        "禁食、补液。",
        "无。",
        "白细胞 15.8×10⁹/L；超声见右下腹管状低回声。",
    ),
    Complaint(
        "K80.200",
        "surgery",
        4,
        "反复餐后右上腹隐痛半年，超声多发结石，请评估择期手术。",
        "高脂血症。",
        "低脂饮食，解痉。",
        "熊去氧胆酸 250 mg 每日两次。",
        "超声：胆囊多发结石，最大 1.2 cm，壁稍厚。",
    ),
    Complaint(
        "S72.000",
        "emergency",
        2,
        "跌倒后左髋疼痛、不能站立 3 小时，左下肢外旋短缩。",
        "骨质疏松。",
        "制动、镇痛。",
        "钙剂、维生素 D。",
        "本院无法拍片；末梢血运好。",
    ),
)
