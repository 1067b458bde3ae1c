"""The rules of the capture: our own texts, in the range for local rules."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

# classification.config of Suricata: class type -> (category, priority)
CLASSES = {
    "trojan-activity": ("A Network Trojan was detected", 1),
    "command-and-control": ("Malware Command and Control Activity Detected", 1),
    "attempted-admin": ("Attempted Administrator Privilege Gain", 1),
    "bad-unknown": ("Potentially Bad Traffic", 2),
    "attempted-recon": ("Attempted Information Leak", 2),
    "web-application-activity": ("access to a potentially vulnerable web application", 2),
    "external-ip-check": ("Device Retrieving External IP Address Detected", 2),
    "suspicious-login": ("An attempted login using a suspicious username was detected", 2),
    "misc-activity": ("Misc activity", 3),
    "not-suspicious": ("Not Suspicious Traffic", 3),
    "protocol-command-decode": ("Generic Protocol Command Decode", 3),
    "icmp-event": ("Generic ICMP event", 3),
}
# MITRE ATT&CK: technique -> (tactic id, tactic, technique's name), blanks as underscores, as rules write them
TECHNIQUES = {
    "T1566.002": ("TA0001", "Initial_Access", "Spearphishing_Link"),
    "T1059.001": ("TA0002", "Execution", "PowerShell"),
    "T1036.008": ("TA0005", "Defense_Evasion", "Masquerade_File_Type"),
    "T1105": ("TA0011", "Command_And_Control", "Ingress_Tool_Transfer"),
    "T1071.001": ("TA0011", "Command_And_Control", "Web_Protocols"),
    "T1573.002": ("TA0011", "Command_And_Control", "Asymmetric_Cryptography"),
    "T1046": ("TA0007", "Discovery", "Network_Service_Discovery"),
    "T1135": ("TA0007", "Discovery", "Network_Share_Discovery"),
    "T1558.003": ("TA0006", "Credential_Access", "Kerberoasting"),
    "T1110.003": ("TA0006", "Credential_Access", "Password_Spraying"),
    "T1110.001": ("TA0006", "Credential_Access", "Password_Guessing"),
    "T1210": ("TA0008", "Lateral_Movement", "Exploitation_of_Remote_Services"),
    "T1021.002": ("TA0008", "Lateral_Movement", "SMB_Windows_Admin_Shares"),
    "T1569.002": ("TA0002", "Execution", "Service_Execution"),
    "T1048.003": ("TA0010", "Exfiltration", "Exfiltration_Over_Unencrypted_Non_C2_Protocol"),
    "T1071.004": ("TA0011", "Command_And_Control", "DNS"),
    "T1095": ("TA0011", "Command_And_Control", "Non-Application_Layer_Protocol"),
    "T1595.001": ("TA0043", "Reconnaissance", "Scanning_IP_Blocks"),
    "T1190": ("TA0001", "Initial_Access", "Exploit_Public-Facing_Application"),
}
GRADES = {1: "Critical", 2: "Major", 3: "Informational"}


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; `header` and `match` are the parts of its text before `(msg` and before `classtype`."""

    sid: int
    msg: str
    classtype: str
    header: str
    match: str
    technique: str = ""
    family: str = ""
    target: str = "Client_Endpoint"
    product: str = ""
    rev: int = 1

    @property
    def severity(self) -> int:
        """1 severe, 2 suspicious, 3 contextual."""
        return CLASSES[self.classtype][1]

    def metadata(self) -> dict[str, list[str]]:
        """`alert.metadata`: every value is a list of strings."""
        day = 1 + self.sid % 28
        meta = {"attack_target": [self.target]}
        if self.product:
            meta["affected_product"] = [self.product]
        meta["confidence"] = ["High" if self.severity == 1 else "Medium"]
        meta["created_at"] = [f"2026_0{1 + self.sid % 6}_{day:02d}"]
        if self.family:
            meta["malware_family"] = [self.family]
        if self.technique:
            tactic_id, tactic, name = TECHNIQUES[self.technique]
            meta["mitre_tactic_id"], meta["mitre_tactic_name"] = [tactic_id], [tactic]
            meta["mitre_technique_id"], meta["mitre_technique_name"] = [self.technique], [name]
        meta["signature_severity"] = [GRADES[self.severity]]
        meta["updated_at"] = [f"2026_0{7 + self.sid % 3}_{day:02d}"]
        return meta

    @property
    def reference(self) -> str:
        """Where the rule is explained, without a scheme; empty for contextual rules."""
        return f"rules.example.org/evelens/{self.sid}" if self.severity < 3 else ""

    @property
    def text(self) -> str:
        """The rule as Suricata reads it."""
        meta = ", ".join(f"{key} {value}" for key, values in self.metadata().items() for value in values)
        ref = f" reference:url,{self.reference};" if self.reference else ""
        return (
            f'alert {self.header} (msg:"{self.msg}"; {self.match}{ref} classtype:{self.classtype}; '
            f"sid:{self.sid}; rev:{self.rev}; metadata:{meta};)"
        )

    def alert(self) -> dict[str, Any]:
        """The `alert` object of an event."""
        return _alert(self)


@cache
def _alert(rule: Rule) -> dict[str, Any]:
    body: dict[str, Any] = {
        "action": "allowed", "gid": 1, "signature_id": rule.sid, "rev": rule.rev, "signature": rule.msg,
        "category": CLASSES[rule.classtype][0], "severity": rule.severity, "metadata": rule.metadata(),
    }  # fmt: skip
    if rule.reference:
        body["references"] = [f"https://{rule.reference}"]
    return {**body, "rule": rule.text}
