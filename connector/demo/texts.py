"""The texts of the rules, by what they are about."""

from __future__ import annotations

from connector.demo.rules import Rule

HOME, ANY, DMZ = "$HOME_NET any -> $EXTERNAL_NET any", "any any -> any any", "$EXTERNAL_NET any -> $HOME_NET"
INSIDE = "$HOME_NET any -> $HOME_NET"

# Contextual: the daily noise.
PACKAGES = Rule(1000101, "EVELENS INFO Package manager user agent outbound", "not-suspicious", f"http {HOME}",
                'flow:established,to_server; http.user_agent; content:"Debian APT-HTTP/"; startswith;')  # fmt: skip
CURL = Rule(1000102, "EVELENS POLICY curl user agent outbound", "misc-activity", f"http {HOME}",
            'flow:established,to_server; http.user_agent; content:"curl/"; startswith;')  # fmt: skip
SELF_SIGNED = Rule(1000103, "EVELENS INFO Self-signed certificate inside", "protocol-command-decode",
                   f"tls {ANY}", 'flow:established,to_client; tls.cert_issuer; content:"O=Contoso Lab";',
                   rev=3)  # fmt: skip
TEST_NAME = Rule(1000104, "EVELENS INFO DNS query for a .test name", "misc-activity", f"dns {HOME}",
                 'dns.query; content:".test"; nocase; endswith;')  # fmt: skip
REMOTE = Rule(1000105, "EVELENS POLICY Remote support tool in TLS SNI", "misc-activity", f"tls {HOME}",
              'flow:established,to_server; tls.sni; content:"relay."; startswith; content:"helpdesk-now";',
              rev=2)  # fmt: skip
UPDATE = Rule(1000106, "EVELENS INFO Executable from an update server", "misc-activity", f"http {HOME}",
              'flow:established,to_client; file.data; content:"MZ"; startswith; fast_pattern;')  # fmt: skip
STREAM = Rule(1000107, "EVELENS STREAM Packet with invalid acknowledgement", "protocol-command-decode",
              f"tcp {ANY}", "stream-event:pkt_invalid_ack;", rev=2)  # fmt: skip
SNMP = Rule(1000108, "EVELENS POLICY SNMP community public", "misc-activity", f"snmp {ANY}",
            'snmp.community; content:"public"; bsize:6;', target="Networking_Equipment")  # fmt: skip
QUIC = Rule(1000109, "EVELENS INFO QUIC to an external server", "not-suspicious", f"quic {HOME}",
            'quic.sni; content:"video"; nocase;')  # fmt: skip
OLD_SMB = Rule(1000110, "EVELENS POLICY SMB dialect 2.02 offered", "protocol-command-decode", f"smb {INSIDE} 445",
               'flow:established,to_server; content:"|FE|SMB"; offset:4; depth:4; content:"|02 02|"; distance:0;',
               target="Server")  # fmt: skip
PING = Rule(1000111, "EVELENS INFO ICMP echo to an external host", "icmp-event", f"icmp {HOME}",
            "itype:8; threshold:type limit, track by_src, count 1, seconds 300;")  # fmt: skip
STORAGE = Rule(1000112, "EVELENS POLICY File sharing service in TLS SNI", "misc-activity", f"tls {HOME}",
               'flow:established,to_server; tls.sni; content:"files."; startswith;')  # fmt: skip

# Suspicious: what a reachable network meets on every day.
MSSQL = Rule(1000201, "EVELENS SCAN Inbound to MSSQL port 1433", "bad-unknown", f"tcp {DMZ} 1433",
             "flow:to_server; flags:S,12; threshold:type limit, track by_src, count 5, seconds 60;",
             "T1595.001", target="Server")  # fmt: skip
RDP_IN = Rule(1000202, "EVELENS SCAN Inbound to RDP port 3389", "attempted-recon", f"tcp {DMZ} 3389",
              "flow:to_server; flags:S,12; threshold:type limit, track by_src, count 5, seconds 60;",
              "T1595.001", target="Server")  # fmt: skip
TELNET = Rule(1000203, "EVELENS SCAN Inbound to Telnet port 23", "bad-unknown", f"tcp {DMZ} 23",
              "flow:to_server; flags:S,12;", "T1595.001", target="IoT")  # fmt: skip
TRAVERSAL = Rule(1000204, "EVELENS WEB_SERVER Path traversal in URL", "web-application-activity",
                 f"http {DMZ} any", 'flow:established,to_server; http.uri.raw; content:"../../";',
                 "T1190", target="Web_Server")  # fmt: skip
INJECTION = Rule(1000205, "EVELENS WEB_SERVER Command injection in URL", "attempted-recon", f"http {DMZ} any",
                 'flow:established,to_server; http.uri; content:"/etc/passwd"; nocase;',
                 "T1190", target="Web_Server", rev=4)  # fmt: skip
RANDOM_NAME = Rule(1000206, "EVELENS HUNTING DNS query for a random-looking .invalid name", "bad-unknown",
                   f"dns {HOME}", r'dns.query; content:".invalid"; endswith; pcre:"/^[a-z0-9]{12,}\./";')  # fmt: skip
OWN_ADDRESS = Rule(1000207, "EVELENS INFO External address lookup", "external-ip-check", f"http {HOME}",
                   'flow:established,to_server; http.host; content:"myaddress.example"; bsize:17;')  # fmt: skip
MAIL_AUTH = Rule(1000208, "EVELENS POLICY SMTP AUTH in the clear", "bad-unknown", f"smtp {ANY}",
                 'flow:established,to_server; content:"AUTH PLAIN "; nocase;', target="Server")  # fmt: skip

# The intrusion.
LOOKALIKE = Rule(1000301, "EVELENS HUNTING Mail links to a lookalike of our name", "bad-unknown", f"smtp {ANY}",
                 'flow:established,to_server; content:"contoso-pay.example"; nocase;', "T1566.002")  # fmt: skip
TRIVIAL = Rule(1000302, "EVELENS HUNTING Script from a SimpleHTTP server", "bad-unknown", f"http {HOME}",
               'flow:established,to_client; http.server; content:"SimpleHTTP/"; startswith;', "T1105")  # fmt: skip
LOADER = Rule(1000303, "EVELENS MALWARE Duskline loader script", "trojan-activity", f"http {HOME}",
              'flow:established,to_client; file.data; content:"FromBase64String"; nocase; content:"base64";',
              "T1059.001", "Duskline", product="Windows_10")  # fmt: skip
HIDDEN = Rule(1000304, "EVELENS MALWARE Windows executable behind another file type", "trojan-activity",
              f"http {HOME}", 'flow:established,to_client; http.uri; pcre:"/\\.(png|pdf)$/"; file.data; '
              'content:"MZ"; startswith;', "T1036.008", "Duskline", product="Windows_10")  # fmt: skip
REGISTER = Rule(1000401, "EVELENS MALWARE Duskline registration (POST)", "command-and-control", f"http {HOME}",
                'flow:established,to_server; http.method; content:"POST"; http.uri; content:"/register"; endswith;',
                "T1071.001", "Duskline", product="Windows_10", rev=2)  # fmt: skip
MODULE = Rule(1000402, "EVELENS MALWARE Duskline module request (GET)", "command-and-control", f"http {HOME}",
              'flow:established,to_server; http.method; content:"GET"; http.uri; content:"/module/";',
              "T1105", "Duskline", product="Windows_10")  # fmt: skip
TASKING = Rule(1000403, "EVELENS MALWARE Duskline tasking (POST)", "command-and-control", f"http {HOME}",
               'flow:established,to_server; http.method; content:"POST"; http.uri; content:"/tasks"; endswith;',
               "T1071.001", "Duskline", product="Windows_10", rev=3)  # fmt: skip
CERTIFICATE = Rule(1000404, "EVELENS MALWARE Duskline TLS certificate", "command-and-control", f"tls {HOME}",
                   'flow:established,to_client; tls.cert_subject; content:"CN=duskline.invalid";',
                   "T1573.002", "Duskline")  # fmt: skip
TUNNEL = Rule(1000405, "EVELENS MALWARE Duskline DNS tunnel (TXT)", "command-and-control", f"dns {HOME}",
              'dns.query; content:".syncnode.example"; nocase; endswith; bsize:>60;',
              "T1071.004", "Duskline")  # fmt: skip
BIG_PING = Rule(1000406, "EVELENS HUNTING Large ICMP echo payload", "bad-unknown", f"icmp {HOME}",
                "itype:8; dsize:>1000;", "T1095")  # fmt: skip
SWEEP = Rule(1000501, "EVELENS SCAN Internal SMB sweep", "attempted-recon", f"tcp {INSIDE} 445",
             "flow:to_server; flags:S,12; threshold:type both, track by_src, count 6, seconds 10;",
             "T1046")  # fmt: skip
ROAST = Rule(1000502, "EVELENS HUNTING Kerberos service ticket with RC4", "attempted-recon", f"krb5 {ANY}",
             "krb5_msg_type:13; krb5.weak_encryption;", "T1558.003", target="Server")  # fmt: skip
SPRAY = Rule(1000503, "EVELENS HUNTING Repeated SMB logon failures", "suspicious-login", f"smb {INSIDE} any",
             'flow:established,to_client; content:"|6D 00 00 C0|"; '
             "threshold:type both, track by_src, count 5, seconds 60;", "T1110.003", target="Server")  # fmt: skip
NETLOGON = Rule(1000504, "EVELENS EXPLOIT Netlogon with a zeroed client credential", "attempted-admin",
                f"dcerpc {INSIDE} any", "flow:established,to_server; dcerpc.iface:12345678-1234-abcd-ef00-"
                '01234567cffb; dcerpc.opnum:26; content:"|00 00 00 00 00 00 00 00 ff ff 2f 21|";',
                "T1210", target="Server", product="Windows_Server")  # fmt: skip
ADMIN_SHARE = Rule(1000505, "EVELENS ATTACK_RESPONSE Executable written to ADMIN$", "attempted-admin",
                   f"smb {INSIDE} 445", 'flow:established,to_server; smb.share; content:"ADMIN$"; endswith; '
                   'file.data; content:"MZ"; startswith;', "T1021.002", "Duskline")  # fmt: skip
SERVICE = Rule(1000506, "EVELENS MALWARE Remote service created over svcctl", "trojan-activity",
               f"smb {INSIDE} 445", "flow:established,to_server; "
               "dcerpc.iface:367abb81-9844-35f1-ad32-98f038001003; dcerpc.opnum:12;",
               "T1569.002", "Duskline")  # fmt: skip
SHELL = Rule(1000507, "EVELENS ATTACK_RESPONSE Output of whoami in a request", "trojan-activity", f"http {HOME}",
             'flow:established,to_server; http.request_body; content:"NT AUTHORITY|5C|SYSTEM";',
             "T1059.001", "Duskline")  # fmt: skip
FTP_PASS = Rule(1000508, "EVELENS POLICY FTP password in the clear", "bad-unknown", f"ftp {HOME}",
                'flow:established,to_server; content:"PASS "; startswith;', "T1048.003")  # fmt: skip
PLAIN_443 = Rule(1000509, "EVELENS HUNTING HTTP without TLS on port 443", "bad-unknown",
                 "http $HOME_NET any -> $EXTERNAL_NET 443", "flow:established,to_server;", "T1048.003")  # fmt: skip
SSH_GUESS = Rule(1000601, "EVELENS SCAN SSH logins in quick succession", "attempted-recon", f"ssh {DMZ} 22",
                 'flow:established,to_server; ssh.software; content:"lib"; '
                 "threshold:type both, track by_src, count 2, seconds 60;", "T1110.001", target="Server")  # fmt: skip
PORTS = Rule(1000602, "EVELENS SCAN Many ports of one host", "attempted-recon", f"tcp {DMZ} any",
             "flow:to_server; flags:S,12; threshold:type both, track by_src, count 5, seconds 10;",
             "T1046", target="Server")  # fmt: skip
